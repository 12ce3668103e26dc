import { shield, unshield } from '../../lib/marks.ts'
import type { Choice, Outgoing } from '../../message.ts'

/** What WhatsApp cannot draw is said instead. */
export type Texts = { answerByNumber: string; answerByWord: string; sharePlace: string }

/**
 * A part as one text: *bold* and _italic_ are WhatsApp's own marks; choices are a numbered list, because its buttons
 * come and go (shared/WHATSAPP.md 3.9). A list that no conversation remembers is answered by its words: a number could
 * mean another list by then.
 */
export function textOf(part: Outgoing, texts: Texts): string {
  const paragraphs = [part.text]
  if (part.ask === 'place') paragraphs.push(texts.sharePlace)
  const choices = part.choices ?? []
  if (choices.length > 0) {
    const numbered = choices.some(({ number }) => number !== undefined)
    const hint = numbered ? texts.answerByNumber : texts.answerByWord
    paragraphs.push([...choices.map(line), `_${hint}_`].join('\n'))
  }
  return asTyped(paragraphs.filter(Boolean).join('\n\n'))
}

const MARKED = /(?<![\p{L}\p{N}*_])([*_])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}*])/gu
const marks = (text: string) => text.match(MARKED)?.length ?? 0

/**
 * What somebody typed comes out as it was typed. WhatsApp cannot be told to leave a star alone: where a typed one would
 * be drawn as a mark, its twin stands for it.
 */
function asTyped(text: string): string {
  const plain = unshield(text)
  return marks(plain) === marks(text)
    ? plain
    : text.replaceAll(shield('*'), '∗').replaceAll(shield('_'), '＿')
}

function line({ id, label, number }: Choice): string {
  if (number !== undefined) return `*${number}.* ${label}`
  const words = id.startsWith('=') ? id.slice(1) : label
  return words.toLowerCase() === label.toLowerCase() ? `▸ *${label}*` : `▸ ${label}: *${words}*`
}
