import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'

/** In which language somebody reads, and whether the demo's English captions come along. */
export type Voice = { translator(locale: string): Translate; captions?: boolean }

/** What nobody asked for, in the language of whoever reads it, with its caption in the demo. */
export function inTongue(message: (t: Translate) => Outgoing, locale: string, voice: Voice): Outgoing {
  const said = message(voice.translator(locale))
  if (!voice.captions || locale === 'en') return said
  const english = message(voice.translator('en'))
  const choices = said.choices?.map((one, n) => {
    const gloss = english.choices?.[n]?.label
    return gloss === undefined ? one : { ...one, gloss }
  })
  return { ...said, gloss: english.text, ...(choices && { choices }) }
}
