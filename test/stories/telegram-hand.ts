import type { Telegram } from '../peers/telegram/server.ts'
import { fileOf, type Hand, placeIn, SHARE_PHONE } from './hand.ts'

export function telegramHand(peer: Telegram, id: number, who: { name: string; phone: string | null }): Hand {
  const user = peer.user(id, { name: who.name, ...(who.phone ? { phone: who.phone.slice(1) } : {}) })
  let last = 0
  /** Whether the newest message with this label has it on the keyboard, which stays until another replaces it. */
  const onKeyboard = (label: string) => {
    for (const { keyboard, reply_markup } of peer.heard(id).reverse()) {
      if (reply_markup?.inline_keyboard.flat().some(({ text }) => text === label)) return false
      const keys = (keyboard as { keyboard?: { text: string }[][] } | undefined)?.keyboard?.flat() ?? []
      if (keys.some(({ text }) => text === label)) return true
    }
    return false
  }
  return {
    id: String(id),
    async sends(text, { at, edited, forwarded }) {
      if (edited) user.edits(text, { at })
      else user.sends(text, { at, ...(forwarded ? { forwarded } : {}) })
    },
    async presses({ label, from }, { at }) {
      if (!from && onKeyboard(label)) {
        // These buttons send something in the person's name.
        if (label === SHARE_PHONE) user.sendsContact('own', { at })
        else user.sends(label, { at })
        return
      }
      const data = (await (from ?? this).button(label))?.data
      if (data === undefined) throw new Error(`nobody was offered [${label}]`)
      user.presses({ messageId: peer.heard(id).at(-1)?.message_id ?? 0, data })
    },
    async forges(text) {
      user.presses({ messageId: peer.heard(id).at(-1)?.message_id ?? 0, data: `=${text}` })
    },
    async shows(thing, { at }) {
      if (thing === 'suara') user.sendsVoice({ at })
      else if (thing === 'stiker') user.sendsSticker({ at })
      else if (thing === 'foto') user.sendsPhoto({ at })
      else if (thing === 'dokumen') user.sendsDocument('surat.pdf', Buffer.from('x'), { at })
      else if (thing === 'foto mau izin') user.sendsPhoto({ at, caption: 'saya mau izin' })
      else if (thing === 'foto surat') user.sendsPhoto({ at, caption: 'ini surat dokter saya' })
      else if (thing === 'surat PDF')
        user.sendsDocument('surat.pdf', Buffer.from('%PDF-1.7'), { at, mime: 'application/pdf' })
      // A ZIP that calls itself a PDF.
      else if (thing === 'surat palsu')
        user.sendsDocument('surat.pdf', Buffer.from('PK\x03\x04'), { at, mime: 'application/pdf' })
      else if (thing === 'surat 30 MB')
        user.sendsDocument('surat.pdf', Buffer.alloc(30 * 1024 * 1024), { at, mime: 'application/pdf' })
      else if (thing.startsWith('berkas ')) user.sendsDocument(...fileOf(thing), { at })
      else if (thing === 'kontak') user.sendsContact('own', { at })
      else if (thing === 'kontak orang lain') user.sendsContact('foreign', { at })
      else if (thing.startsWith('lokasi')) {
        const { latitude, longitude, accuracy, live, forwarded, picked } = placeIn(thing)
        user.sendsLocation(latitude, longitude, {
          ...{ at, ...(accuracy ? { accuracy } : {}), ...(live ? { live: 900 } : {}) },
          ...{ ...(forwarded ? { forwarded } : {}), ...(picked ? { venue: 'Alun-alun' } : {}) },
        })
      }
      // A reaction is an update that we do not ask Telegram for: it never comes.
      else if (thing !== 'reaksi') throw new Error(`nobody can send "${thing}"`)
    },
    async news() {
      const fresh = peer.heard(id).filter((message) => message.message_id > last)
      last = Math.max(last, ...fresh.map((message) => message.message_id))
      return fresh.map(({ text, caption, reply_markup, keyboard }) => ({
        // Below a picture it is the text.
        text: text ?? caption ?? '',
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
