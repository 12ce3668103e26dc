import { unshield } from '../../lib/marks.ts'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const TAGS: Record<string, string> = { '*': 'b', _: 'i' }

/** The only place where text becomes HTML: a broken tag would be refused, and a broadcast with it. */
function escapeHtml(text: string): string {
  return unshield(text).replace(/[&<>"]/g, (character) => ESCAPES[character] as string)
}

type Marks = '*_' | '*' | '_' | ''

const span = (marks: string) =>
  new RegExp(`(?<![\\p{L}\\p{N}*_])([${marks}])(?=\\S)([^\\n]*?\\S)\\1(?![\\p{L}\\p{N}*])`, 'u')
const SPANS = { '*_': span('*_'), '*': span('*'), _: span('_') }

/**
 * Our marks as Telegram's HTML: *bold* and _italic_, where they stand around words, as on WhatsApp.
 * A mark inside a word (kode_apel, 2*3) or without its partner stays as it is, and so does one that a person typed
 * (`lib/marks.ts`).
 */
export function toHtml(text: string, marks: Marks = '*_'): string {
  if (marks === '') return escapeHtml(text)
  // Built inside out, each span closed before the next begins: there is no way to leave a tag open.
  const pattern = SPANS[marks]
  let html = ''
  let rest = text
  for (let match = pattern.exec(rest); match; match = pattern.exec(rest)) {
    const [whole, mark, inner] = match as unknown as [string, string, string]
    const tag = TAGS[mark]
    html += `${escapeHtml(rest.slice(0, match.index))}<${tag}>${toHtml(inner, marks.replace(mark, '') as Marks)}</${tag}>`
    rest = rest.slice(match.index + whole.length)
  }
  return html + escapeHtml(rest)
}
