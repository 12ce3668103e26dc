/** Our accounts: WhatsApp's number as E.164, Telegram's name without "@". */
export type OurAccounts = { whatsapp?: string | undefined; telegram?: string | undefined }

/**
 * Links that open a chat with us with a text already typed, never sent; the messenger that nearly everybody has comes
 * first. The webchat stands in where there is no other.
 * @param text letters, digits and spaces: "KAPAL 27"
 * @param origin of our own pages
 */
export function chatLinks(
  text: string,
  { whatsapp, telegram }: OurAccounts,
  origin: string | null,
): string[] {
  const links = [
    ...(whatsapp ? [`https://wa.me/${whatsapp.replace('+', '')}?text=${encodeURIComponent(text)}`] : []),
    ...(telegram ? [`https://t.me/${telegram}?start=${encodeURIComponent(text.replaceAll(' ', '-'))}`] : []),
  ]
  return links.length > 0 || origin === null
    ? links
    : [`${origin}/obrolan?${new URLSearchParams({ teks: text })}`]
}

/** The first of them: what a QR opens. */
export const messageLink = (text: string, accounts: OurAccounts, origin: string): string =>
  chatLinks(text, accounts, origin)[0] ?? ''
