/**
 * What goes out is plain text with *bold*, _italic_ and addresses; everything else is shown as typed. Our own public
 * pages are named by their path where Guyub does not know its public address.
 */
const MARK =
  /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]|(?<!\S)\/(?:resmi|layar)\b)|\*([^*\n]+)\*|(?<![\p{L}\p{N}_])_([^_\n]+)_(?![\p{L}\p{N}_])/gu

export function Rich({ text }: { text: string }) {
  const parts: unknown[] = []
  let from = 0
  for (const match of text.matchAll(MARK)) {
    parts.push(text.slice(from, match.index))
    const [all, address, bold, italic] = match
    if (address) {
      parts.push(
        <a href={address} target="_blank" rel="noopener noreferrer">
          {address}
        </a>,
      )
    } else if (bold) parts.push(<b>{bold}</b>)
    else parts.push(<i>{italic}</i>)
    from = match.index + all.length
  }
  parts.push(text.slice(from))
  return <>{parts}</>
}
