import type { Translate } from '../lib/i18n.ts'
import type { Outgoing } from '../message.ts'

/**
 * The English caption of what was said in Indonesian, for the demo's visitors. Not a second table of sentences: while a
 * turn speaks, each sentence is also asked for in English with the same values, and the caption of a message is its text
 * with each piece replaced. So a caption says what the message says, or the message has no such piece.
 * Names, titles and places stay as they are.
 */
export function glossing(indonesian: Translate, english: Translate) {
  const pieces = new Map<string, string>()

  const gloss = (text: string): string => {
    if (pieces.size === 0) return text
    // The longest first: a sentence before the words that it holds.
    const known = [...pieces.keys()].sort((a, b) => b.length - a.length)
    return text.replace(new RegExp(known.map(whole).join('|'), 'gu'), (piece) => pieces.get(piece) ?? piece)
  }
  const glossValue = (value: unknown): unknown =>
    typeof value === 'string' ? gloss(value) : Array.isArray(value) ? value.map(glossValue) : value

  const t: Translate = (key, values) => {
    const said = indonesian(key, values)
    // Whoever goes back to Indonesian names the language: the caption stays English.
    const { lng: _, ...given } = values ?? {}
    const meant = english(
      key,
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, glossValue(value)])),
    )
    if (said && said !== meant) pieces.set(said, meant)
    return said
  }

  /** The message with its captions; one that has nothing to translate stays as it is. */
  function caption(message: Outgoing): Outgoing {
    const text = gloss(message.text)
    const choices = message.choices?.map((choice) => {
      const label = gloss(choice.label)
      return label === choice.label ? choice : { ...choice, gloss: label }
    })
    return { ...message, ...(text === message.text ? {} : { gloss: text }), ...(choices ? { choices } : {}) }
  }

  return { t, caption }
}

/** A piece as a whole: "Ya" is not the beginning of "Yanti". */
function whole(piece: string): string {
  const escaped = piece.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
  const before = /^[\p{L}\p{N}]/u.test(piece) ? '(?<![\\p{L}\\p{N}])' : ''
  const after = /[\p{L}\p{N}]$/u.test(piece) ? '(?![\\p{L}\\p{N}])' : ''
  return `${before}${escaped}${after}`
}
