/**
 * Links that open a chat with us with a text already typed, never sent; the messenger that nearly everybody has comes
 * first. The webchat stands in where there is no other.
 * @param text "KAPAL 27"
 * @param bots number with its plus, and name, of what is on
 */
export function chatLinks(
  text: string,
  { whatsapp, telegram }: { whatsapp?: string | undefined; telegram?: string | undefined },
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
