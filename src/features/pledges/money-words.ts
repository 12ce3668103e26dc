const MONEY =
  /\b(?:uang|duit|tunai|cash|transfer|tf|rekening|norek|no ?rek|rek|qris|dana|gopay|ovo|saldo|rupiah|rp\.? ?\d[\d.]*|\d+ ?(?:rb|ribu|k|jt|juta) ?(?:rupiah|perak)?(?=$|\s(?:buat|untuk|utk|aja|saja|ya|untk|telur|beli)))\b/i
/** Goods that are counted in thousands are goods: "seribu juta butir". */
const COUNTED =
  /\b(?:ribu|rb|juta|jt|k)\s+(?:butir|biji|buah|papan|telu?o?r|kg|kilo|kaleng|rak|tray|karpet)\b/i

/** Money instead of goods: an offer of it, or a wish for an account to send it to. Pure. */
export function isMoney({
  text,
  meaning,
}: {
  text: string
  meaning: { slots: Record<string, unknown> }
}): boolean {
  if (COUNTED.test(text)) return false
  return typeof meaning.slots.money_idr === 'number' || MONEY.test(text)
}
