import { unshield } from '../../lib/marks.ts'
import type { Outgoing } from '../../message.ts'

/** What WhatsApp cannot draw is said instead. */
export type Texts = { answerByNumber: string; sharePlace: string }

/**
 * A part as one text: *bold* and _italic_ are WhatsApp's own marks; choices are a numbered list, because its buttons
 * come and go (shared/WHATSAPP.md 3.9).
 */
export function textOf(part: Outgoing, texts: Texts): string {
  const paragraphs = [part.text]
  if (part.ask === 'place') paragraphs.push(texts.sharePlace)
  const choices = part.choices ?? []
  if (choices.length > 0) {
    const list = choices.map(({ label }, index) => `${index + 1}. ${label}`)
    paragraphs.push([...list, ...(choices.length > 1 ? [`_${texts.answerByNumber}_`] : [])].join('\n'))
  }
  return unshield(paragraphs.filter(Boolean).join('\n\n'))
}
