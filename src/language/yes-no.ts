/** Yes and no as people type them (DOMAIN.md §4.2, §4.3), after `normalise`. */
const YES =
  /^(?:(?:iya|oke|benar|betul|siap|setuju|sudah benar|sudah betul|sudah sesuai|sesuai|lanjut|lanjutkan|boleh|mantap|cocok|bisa|tentu|pasti|tepat|gas|gaskan|silakan|kirim|yakin|deal|okelah|iyalah|baik|baiklah|jelas|memang|hooh|iyes|monggo|pas|saja|sekali|banget|itu|begitu|dilanjut|terima kasih|sudah|ya|yo)[, ]*)+$/
const NO =
  /^(?:(?:tidak|bukan|jangan|salah|belum|keliru|ogah|enggan|no|nope|kurang tepat|tidak usah|tidak perlu|tidak mau|tidak benar|tidak betul|tidak sesuai|belum benar|masih salah|dulu|deh|itu|usah|terima kasih|maaf|dakde|sek|nggih ndak)[, ]*)+$/

/** yes, no, or null when it is neither (or both). Takes normalised text, address words already taken off. */
export function yesOrNo(text: string): 'yes' | 'no' | null {
  if (text.length > 40) return null
  if (NO.test(text) && /tidak|bukan|jangan|salah|belum|keliru|ogah|enggan|^no|dakde/.test(text)) return 'no'
  if (YES.test(text) && !/^(?:terima kasih|saja|sekali|itu|begitu|sudah)$/.test(text)) return 'yes'
  return null
}
