import { proto } from '@whiskeysockets/baileys'
import type { Account } from '../peers/whatsapp/accounts.ts'
import { textOf } from '../peers/whatsapp/messages.ts'
import type { WhatsApp } from '../peers/whatsapp/server.ts'
import { type Hand, PLACE, type Seen, SHARE_PHONE } from './hand.ts'

/** What a person sees of a message: the words, and the numbered list below them. */
function seen(text: string): Seen {
  const lines = text.split('\n')
  const buttons: string[] = []
  const words: string[] = []
  for (const line of lines) {
    const choice = /^(\d+)\. (.+)$/.exec(line)
    if (choice && Number(choice[1]) === buttons.length + 1) buttons.push(choice[2] as string)
    else if (!HINTS.includes(line)) words.push(line)
  }
  return { text: unmarked(words.join('\n').trim()), buttons }
}

/** Said by WhatsApp's adapter where other messengers draw something. */
const HINTS = [
  '_Balas dengan angka atau katanya._',
  '_Answer with the number or the words._',
  'Ketuk 📎 lalu Lokasi, lalu Kirim lokasi Anda saat ini.',
]

const MARKED = /(?<![\p{L}\p{N}*_])([*_])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}*])/gu
const unmarked = (text: string) => text.replace(MARKED, '$2').replace(MARKED, '$2')

/** One person's phone, which tells its number only when its owner shares it, as Telegram does. */
export function whatsappHand(
  peer: WhatsApp,
  bot: Account,
  pn: string,
  who: { name: string; phone: string | null },
): Hand {
  const account = peer.addAccount(who.phone?.slice(1) ?? pn, who.name)
  const { phone } = account
  phone.tellsOther = false
  let read = 0
  const all = () =>
    phone.inbox.flatMap(({ message, deviceSent }) => {
      const text = textOf(message)
      const asks = message.requestPhoneNumberMessage ? [SHARE_PHONE] : []
      if (deviceSent) return []
      return text === undefined ? [{ text: '', buttons: asks }] : [seen(text)]
    })
  /** A request for the number stands under the message before it. */
  const shown = () => {
    const found: Seen[] = []
    for (const one of all()) {
      const last = found.at(-1)
      if (one.text === '' && last) last.buttons = [...one.buttons, ...last.buttons]
      else found.push(one)
    }
    return found
  }
  return {
    id: phone.lid,
    async sends(text, { at, edited, forwarded }) {
      if (edited) {
        const key = { remoteJid: bot.phone.lid, fromMe: true, id: '3EB0' }
        const type = proto.Message.ProtocolMessage.Type.MESSAGE_EDIT
        await phone.send(
          bot,
          { protocolMessage: { key, type, editedMessage: { conversation: text } } },
          { at, attrs: { edit: '1' } },
        )
      } else if (forwarded) {
        const contextInfo = { isForwarded: true, forwardingScore: 1 }
        await phone.send(bot, { extendedTextMessage: { text, contextInfo } }, { at })
      } else await phone.sendText(bot, text, { at })
    },
    async presses({ label, from }, { at }) {
      if (label === SHARE_PHONE) {
        phone.tellsOther = true
        const type = proto.Message.ProtocolMessage.Type.SHARE_PHONE_NUMBER
        await phone.send(bot, { protocolMessage: { type } }, { at })
        return
      }
      if (from) throw new Error('on WhatsApp nobody can press somebody else’s button')
      const list = shown().findLast(({ buttons }) => buttons.includes(label))
      if (!list) throw new Error(`nobody was offered [${label}]`)
      const listed = list.buttons.filter((one) => one !== SHARE_PHONE)
      await phone.sendText(bot, String(listed.indexOf(label) + 1), { at })
    },
    async forges() {
      throw new Error('WhatsApp has no buttons to forge: write "hanya: telegram"')
    },
    async shows(thing, { at }) {
      const bytes = Buffer.from('x')
      if (thing === 'suara') await phone.sendFile(bot, { kind: 'audio', bytes }, { at })
      else if (thing === 'stiker')
        await phone.send(bot, { stickerMessage: { mimetype: 'image/webp' } }, { at })
      else if (thing === 'foto') await phone.sendFile(bot, { kind: 'image', bytes }, { at })
      else if (thing === 'dokumen')
        await phone.sendFile(bot, { kind: 'document', bytes, name: 'surat.pdf' }, { at })
      else if (thing === 'kontak' || thing === 'kontak orang lain')
        await phone.send(bot, { contactMessage: { displayName: 'Budi', vcard: 'BEGIN:VCARD' } }, { at })
      else if (thing === 'lokasi')
        await phone.send(
          bot,
          { locationMessage: { degreesLatitude: PLACE.latitude, degreesLongitude: PLACE.longitude } },
          { at },
        )
      else if (thing === 'reaksi')
        await phone.send(bot, { reactionMessage: { text: '👍', key: { id: '3EB0', fromMe: false } } }, { at })
      else throw new Error(`nobody can send "${thing}"`)
    },
    async news() {
      const now = shown()
      const fresh = now.slice(read)
      read = now.length
      return fresh
    },
    button: async (label) =>
      shown().some(({ buttons }) => buttons.includes(label)) ? { data: label } : undefined,
  }
}
