/** Telegram's HTML, as strict as the server: what is broken is a 400 that would fail a whole broadcast. */

const TAGS = new Set(
  'a b strong i em s strike del u ins tg-spoiler tg-emoji tg-time span pre code blockquote'.split(' '),
)
const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' }
const TOKEN = /<(\/?)([^\s<>/]*)([^<>]*)>|<|&(?:#(\d+)|#x([\da-f]+)|([a-z]+));/gi

export class BrokenEntities extends Error {}

const broken = (what: string, text: string, index: number) =>
  new BrokenEntities(
    `can't parse entities: ${what} at byte offset ${Buffer.byteLength(text.slice(0, index))}`,
  )

/**
 * The text without its tags, which is what the length limits count.
 * @throws BrokenEntities with the server's words
 */
export function stripHtml(text: string): string {
  if (!text.includes('<') && !text.includes('&')) return text
  const open: string[] = []
  let plain = ''
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const [whole, slash, name, rest, decimal, hex, entity] = match
    plain += text.slice(end, match.index)
    end = match.index + whole.length
    if (whole.startsWith('&')) {
      plain += character(whole, decimal, hex, entity)
      continue
    }
    const tag = name?.toLowerCase() ?? ''
    if (whole === '<') throw broken('Unclosed start tag', text, match.index)
    if (slash) {
      const expected = open.pop()
      if (expected === undefined) throw broken('Unexpected end tag', text, match.index)
      if (expected !== tag) {
        throw broken(`Unmatched end tag, expected "</${expected}>", found "</${tag}>"`, text, match.index)
      }
      continue
    }
    if (!TAGS.has(tag)) throw broken(`Unsupported start tag "${tag}"`, text, match.index)
    if (tag === 'span' && !/class="tg-spoiler"/.test(rest ?? '')) {
      throw broken('Tag "span" must have class "tg-spoiler"', text, match.index)
    }
    open.push(tag)
  }
  const left = open.pop()
  if (left !== undefined) {
    throw new BrokenEntities(`can't parse entities: Can't find end tag corresponding to start tag "${left}"`)
  }
  return plain + text.slice(end)
}

/** An entity that the server does not know stays as it was typed. */
function character(whole: string, decimal?: string, hex?: string, entity?: string): string {
  const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : 0
  if (code > 0 && code < 0x10ffff) return String.fromCodePoint(code)
  return (entity && ENTITIES[entity]) || whole
}
