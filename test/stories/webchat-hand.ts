import { toHtml } from '../../src/channels/telegram/format.ts'
import { createWebchat, type Webchat } from '../../src/channels/webchat/webchat.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { Db } from '../../src/lib/db.ts'
import type { Log } from '../../src/lib/log.ts'
import type { E164 } from '../../src/message.ts'
import { stripHtml } from '../peers/telegram/html.ts'
import { type Hand, placeIn, SHARE_PHONE } from './hand.ts'

export type WebchatDoor = { webchat: Webchat; clock: { at: Date | null } }

/** Webchat stamps messages itself: `clock.at` is set while somebody says something at another time. */
export function openWebchat(db: Db, clock: Clock, log: Log): WebchatDoor {
  const own: { at: Date | null } = { at: null }
  const webchat = createWebchat({ db, log, clock: { now: () => own.at ?? clock.now() }, vouchesPhone: true })
  return { webchat, clock: own }
}

let messages = 0

export function webchatHand(
  { webchat, clock }: WebchatDoor,
  id: string,
  who: { phone: string | null },
): Hand {
  let after: string | undefined
  const say = async (said: Parameters<Webchat['say']>[1], at: Date) => {
    clock.at = at
    const answer = await webchat.say(id, said, `cerita-${++messages}`)
    clock.at = null
    if (answer.result !== 'stored') throw new Error(`webchat: ${answer.result}`)
  }
  return {
    id,
    async sends(text, { at, edited, forwarded }) {
      if (edited || forwarded)
        throw new Error('webchat knows no edits and no forwards: write "hanya: telegram"')
      await say({ text }, at)
    },
    async presses({ label, from }, { at }) {
      if (label === SHARE_PHONE) return say({ phone: (who.phone ?? '+6281200000000') as E164 }, at)
      const data = (await (from ?? this).button(label))?.data
      if (data === undefined) throw new Error(`nobody was offered [${label}]`)
      await say({ choice: data }, at)
    },
    forges: (text, { at }) => say({ choice: `=${text}` }, at),
    async shows(thing, { at }) {
      if (thing === 'kontak') return say({ phone: (who.phone ?? '+6281200000000') as E164 }, at)
      if (thing.startsWith('lokasi')) {
        const { forwarded, picked, ...place } = placeIn(thing)
        if (forwarded || picked) throw new Error(`webchat cannot send "${thing}": write "tidak: webchat"`)
        return say({ place }, at)
      }
      throw new Error(`webchat cannot send "${thing}": write "hanya: telegram"`)
    },
    async news() {
      const lines = await webchat.history(id, { limit: 1_000, ...(after ? { after } : {}) })
      after = lines.at(-1)?.key ?? after
      return lines
        .filter((line) => line.by === 'bot')
        .map(({ text, choices = [], ask }) => ({
          text: stripHtml(toHtml(text)),
          buttons: [...(ask === 'phone' ? [SHARE_PHONE] : []), ...choices.map((choice) => choice.label)],
        }))
    },
    async button(label) {
      const lines = await webchat.history(id, { limit: 1_000 })
      const found = lines.flatMap((line) => line.choices ?? []).filter((choice) => choice.label === label)
      const last = found.at(-1)
      return last && { data: last.id }
    },
  }
}
