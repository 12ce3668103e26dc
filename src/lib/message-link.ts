/** Our accounts: WhatsApp's number as E.164, Telegram's name without "@". */
export type OurAccounts = { whatsapp?: string | undefined; telegram?: string | undefined }

/**
 * An address that opens a messenger with a message already typed, never sent.
 * @param text letters, digits and spaces: "KAPAL 27"
 * @param origin of our own pages, where there is no messenger
 */
export function messageLink(text: string, { whatsapp, telegram }: OurAccounts, origin: string): string {
  // Nearly everybody has WhatsApp.
  if (whatsapp) return `https://wa.me/${whatsapp.replace('+', '')}?text=${encodeURIComponent(text)}`
  return telegram
    ? `https://t.me/${telegram}?start=${encodeURIComponent(text.replaceAll(' ', '-'))}`
    : `${origin}/obrolan?${new URLSearchParams({ teks: text })}`
}
