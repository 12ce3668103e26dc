import type { Outgoing } from '../message.ts'

/**
 * Cuts a message that is too long for its messenger into parts: at paragraphs, else lines, else spaces,
 * else (a wall of letters) anywhere but inside a surrogate pair. Choices and `ask` go with the last part,
 * where the thumb is.
 * @param limit characters that one part may have, at least 2
 */
export function splitMessage(message: Outgoing, limit: number): Outgoing[] {
  const texts = splitText(message.text, limit)
  return texts.map((text, index) => (index === texts.length - 1 ? { ...message, text } : { text }))
}

function splitText(text: string, limit: number): string[] {
  const parts: string[] = []
  // Blanks at the beginning of a text that must be cut would make an empty part.
  let rest = text.length > limit ? text.trimStart() : text
  while (rest.length > limit) {
    const at = cutAt(rest, limit)
    parts.push(rest.slice(0, at).trimEnd())
    rest = rest.slice(at).trimStart()
  }
  return rest.length > 0 || parts.length === 0 ? [...parts, rest] : parts
}

function cutAt(text: string, limit: number): number {
  for (const mark of ['\n\n', '\n', ' ']) {
    const at = text.lastIndexOf(mark, limit)
    // A cut very early would make many tiny parts: then the next finer mark.
    if (at > limit / 3) return at
  }
  const low = text.charCodeAt(limit)
  return low >= 0xdc00 && low <= 0xdfff ? limit - 1 : limit
}
