import { proto } from '@whiskeysockets/baileys'
import type { Account } from '../peers/whatsapp/accounts.ts'
import { type Received, type TextOptions, textOf } from '../peers/whatsapp/messages.ts'
import type { WhatsApp } from '../peers/whatsapp/server.ts'
import { type Hand, placeIn, type Seen, SHARE_PHONE } from './hand.ts'

/** What stands below a message, and what somebody types who wants it. */
type Listed = Seen & { typed: Map<string, string>; quotes?: Received }

const NUMBERED = /^\*(\d+)\.\* (.+)$/
const WORDED = /^▸ (?:(.+): )?\*(.+)\*$/

/** What a person sees of a message: the words, and the list below them. */
function seen(text: string): Listed {
  const words: string[] = []
  const typed = new Map<string, string>()
  for (const line of text.split('\n')) {
    const [, number, label] = NUMBERED.exec(line) ?? []
    const [, name, word] = WORDED.exec(line) ?? []
    if (number && label) typed.set(label, number)
    else if (word) typed.set(name ?? word, word)
    else if (!HINTS.includes(line)) words.push(line)
  }
  return { text: unmarked(words.join('\n').trim()), buttons: [...typed.keys()], typed }
}

/** Said by WhatsApp's adapter where other messengers draw something. */
const HINTS = [
  '_Balas dengan angka atau katanya._',
  '_Answer with the number or the words._',
  '_Balas dengan kata yang tebal._',
  '_Answer with the words in bold._',
  'Ketuk 📎 lalu Lokasi, lalu Kirim lokasi Anda saat ini.',
]

const MARKED = /(?<![\p{L}\p{N}*_])([*_])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}*])/gu
/** As it looks: the twins of the signs look like the signs. */
const unmarked = (text: string) =>
  text.replace(MARKED, '$2').replace(MARKED, '$2').replaceAll('∗', '*').replaceAll('＿', '_')

/** One person's phone, which tells its number only when its owner shares it, as Telegram does. */
export function whatsappHand(
  peer: WhatsApp,
  bot: Account,
  pn: string,
  who: { name: string; phone: string | null },
): Hand {
  const number = who.phone?.slice(1) ?? pn
  // A story of before had the same numbers, but the phones of this one are new.
  const account = peer.find(number)
    ? peer.accounts.resell(number, who.name)
    : peer.addAccount(number, who.name)
  const { phone } = account
  phone.tellsOther = false
  let read = 0
  const all = () =>
    phone.inbox.flatMap((received): Listed[] => {
      const { message, deviceSent } = received
      const text = textOf(message)
      const asks = message.requestPhoneNumberMessage ? [SHARE_PHONE] : []
      if (deviceSent) return []
      return text === undefined
        ? [{ text: '', buttons: asks, typed: new Map() }]
        : [{ ...seen(text), quotes: received }]
    })
  /** A request for the number stands under the message before it. */
  const shown = () => {
    const found: Listed[] = []
    for (const one of all()) {
      const last = found.at(-1)
      if (one.text === '' && last) last.buttons = [...one.buttons, ...last.buttons]
      else found.push(one)
    }
    return found
  }
  /** What has been heard when the person last spoke. */
  let answeredUpTo = 0
  const say = (text: string, options: TextOptions) => {
    answeredUpTo = shown().length
    return phone.sendText(bot, text, options)
  }
  const hand: WhatsAppHand = {
    lists: shown,
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
      } else await say(text, { at })
    },
    async presses({ label, from }, { at }) {
      if (label === SHARE_PHONE) {
        phone.tellsOther = true
        const type = proto.Message.ProtocolMessage.Type.SHARE_PHONE_NUMBER
        await phone.send(bot, { protocolMessage: { type } }, { at })
        return
      }
      const lists = (from ? (from as WhatsAppHand) : hand).lists()
      const list = lists.findLast(({ buttons }) => buttons.includes(label))
      if (!list) throw new Error(`nobody was offered [${label}]`)
      // A list of the last answer is answered by its number; an older one, and somebody else's, is pointed at.
      const open = !from && lists.indexOf(list) >= answeredUpTo
      await say(list.typed.get(label) ?? label, { at, ...(!open && list.quotes && { quotes: list.quotes }) })
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
      // What is a contact of one's own on Telegram is a button here.
      else if (thing === 'kontak') await this.presses({ label: SHARE_PHONE, from: null }, { at })
      else if (thing === 'kontak orang lain')
        await phone.send(bot, { contactMessage: { displayName: 'Budi', vcard: 'BEGIN:VCARD' } }, { at })
      else if (thing.startsWith('lokasi')) {
        const { latitude: degreesLatitude, longitude: degreesLongitude, ...more } = placeIn(thing)
        const location = {
          ...{ degreesLatitude, degreesLongitude },
          ...(more.accuracy ? { accuracyInMeters: more.accuracy } : {}),
          ...(more.picked ? { name: 'Alun-alun' } : {}),
          ...(more.forwarded ? { contextInfo: { isForwarded: true } } : {}),
        }
        await phone.send(bot, more.live ? { liveLocationMessage: location } : { locationMessage: location }, {
          at,
        })
      } else if (thing === 'reaksi')
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
  return hand
}

type WhatsAppHand = Hand & { lists(): Listed[] }
