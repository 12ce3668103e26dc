import { toHtml } from '../../src/channels/telegram/format.ts'
import { createWebchat, type Webchat } from '../../src/channels/webchat/webchat.ts'
import type { Clock } from '../../src/lib/clock.ts'
import type { Db } from '../../src/lib/db.ts'
import type { Log } from '../../src/lib/log.ts'
import type { E164 } from '../../src/message.ts'
import { stripHtml } from '../peers/telegram/html.ts'
import type { Telegram } from '../peers/telegram/server.ts'

export const SHARE_PHONE = 'Kirim nomor HP saya'

/** What somebody sees: the words without their marks, and the labels below. */
export type Seen = { text: string; buttons: string[] }
export type Moment = { at: Date }
/** `from`: somebody else's button, as a forged press. */
export type Press = { label: string; from: Hand | null }

/** One person's phone on one messenger. */
export interface Hand {
  /** The address outside: a Telegram id, a webchat name. */
  readonly id: string
  sends(text: string, how: Moment & { edited?: boolean; forwarded?: boolean }): Promise<void>
  presses(press: Press, how: Moment): Promise<void>
  /** suara, stiker, foto, dokumen, kontak, kontak orang lain, lokasi, reaksi */
  shows(thing: string, how: Moment): Promise<void>
  /** What has come since it was last asked. */
  news(): Promise<Seen[]>
  /** Where a button with this label stands, newest first. */
  button(label: string): Promise<{ data: string } | undefined>
}

const PLACE = { latitude: -2.1333, longitude: 106.1167 }

export function telegramHand(peer: Telegram, id: number, who: { name: string; phone: string | null }): Hand {
  const user = peer.user(id, { name: who.name, ...(who.phone ? { phone: who.phone.slice(1) } : {}) })
  let last = 0
  const keyboard = () => {
    const rows = peer.heard(id).at(-1)?.keyboard as { keyboard?: { text: string }[][] } | undefined
    return rows?.keyboard?.flat().map(({ text }) => text) ?? []
  }
  return {
    id: String(id),
    async sends(text, { at, edited, forwarded }) {
      if (edited) user.edits(text, { at })
      else user.sends(text, { at, ...(forwarded ? { forwarded } : {}) })
    },
    async presses({ label, from }, { at }) {
      if (keyboard().includes(label)) {
        // These buttons send something in the person's name.
        if (label === SHARE_PHONE) user.sendsContact('own', { at })
        else user.sends(label, { at })
        return
      }
      const data = (await (from ?? this).button(label))?.data
      if (data === undefined) throw new Error(`nobody was offered [${label}]`)
      user.presses({ messageId: peer.heard(id).at(-1)?.message_id ?? 0, data })
    },
    async shows(thing, { at }) {
      if (thing === 'suara') user.sendsVoice({ at })
      else if (thing === 'stiker') user.sendsSticker({ at })
      else if (thing === 'foto') user.sendsPhoto({ at })
      else if (thing === 'dokumen') user.sendsDocument('surat.pdf', Buffer.from('x'), { at })
      else if (thing === 'kontak') user.sendsContact('own', { at })
      else if (thing === 'kontak orang lain') user.sendsContact('foreign', { at })
      else if (thing === 'lokasi') user.sendsLocation(PLACE.latitude, PLACE.longitude, { at })
      // A reaction is an update that we do not ask Telegram for: it never comes.
      else if (thing !== 'reaksi') throw new Error(`nobody can send "${thing}"`)
    },
    async news() {
      const fresh = peer.heard(id).filter((message) => message.message_id > last)
      last = Math.max(last, ...fresh.map((message) => message.message_id))
      return fresh.map(({ text = '', reply_markup, keyboard }) => ({
        text,
        buttons: [
          ...(reply_markup?.inline_keyboard ?? []).flat().map((button) => button.text),
          ...((keyboard as { keyboard?: { text: string }[][] } | undefined)?.keyboard ?? [])
            .flat()
            .map((key) => key.text),
        ],
      }))
    },
    button: async (label) => peer.chats.button(id, label),
  }
}

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
    async shows(thing, { at }) {
      if (thing === 'kontak') return say({ phone: (who.phone ?? '+6281200000000') as E164 }, at)
      if (thing === 'lokasi') return say({ place: { ...PLACE, live: false } }, at)
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
