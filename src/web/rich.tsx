import { unshield } from '../lib/marks.ts'

/**
 * What goes out is plain text with *bold*, _italic_ and addresses; everything else is shown as typed, what
 * a person typed within it included (`lib/marks.ts`). Our own public
 * pages are named by their path where Guyub does not know its public address.
 */
const MARK =
  /(https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]|(?<!\S)\/(?:resmi|layar)\b)|\*([^*\n]+)\*|(?<![\p{L}\p{N}_])_([^_\n]+)_(?![\p{L}\p{N}_])/gu

export function Rich({ text }: { text: string }) {
  const parts: unknown[] = []
  let from = 0
  for (const match of text.matchAll(MARK)) {
    parts.push(unshield(text.slice(from, match.index)))
    const [all, ...found] = match
    const [address, bold, italic] = found.map((one) => one && unshield(one))
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
  parts.push(unshield(text.slice(from)))
  return <>{parts}</>
}
