import {
  areJidsSameUser,
  type BinaryNode,
  decodeMessageNode,
  isJidGroup,
  jidDecode,
  proto,
} from '@whiskeysockets/baileys'
import type { Incoming } from '../../message.ts'
import { addressOf, concernsUs, identify } from './address.ts'
import { contentOf } from './contents.ts'

/** "guyub jadwal", "@Guyub, jadwal" */
const CALLED = /^\s*@?guyub\b[\s,:.!]*/i
const MENTION = /@\d{6,}/g

/** Whose messages are our own. */
export type Me = { id: string; lid?: string | undefined }

/**
 * Reads one decrypted message.
 * The time of record is the stanza's own `t`: in a flush after an absence Baileys can put a receipt's time into
 * `messageTimestamp` (its issue #2726).
 * @param stanza as the server brought it
 * @returns null for our own echo, and for what says nothing to us
 */
export function parseMessage(stanza: BinaryNode, message: proto.IMessage, me: Me): Incoming | null {
  const { fullMessage } = decodeMessageNode(stanza, me.id, me.lid ?? '')
  const { remoteJid, remoteJidAlt, participant, participantAlt, fromMe, id } = fullMessage.key
  if (fromMe || !remoteJid || !id || !concernsUs(remoteJid)) return null
  const group = Boolean(isJidGroup(remoteJid))
  const author = group ? participant : remoteJid
  if (!author) return null
  const {
    address: from,
    alias,
    phone,
  } = identify(author, (group ? participantAlt : remoteJidAlt) ?? undefined)
  const change = message.protocolMessage ?? message.editedMessage?.message?.protocolMessage
  const edited = change?.type === proto.Message.ProtocolMessage.Type.MESSAGE_EDIT
  // What was deleted was said all the same; what else a phone tells its devices is not meant for us.
  const shared = change?.type === proto.Message.ProtocolMessage.Type.SHARE_PHONE_NUMBER
  if (change && !edited && !(shared && phone)) return null
  const found = shared
    ? { text: '', forwarded: false, mentions: [] }
    : contentOf((edited ? change?.editedMessage : message) ?? {})
  if (!found) return null
  const { mentions, quotedFrom, ...content } = found
  if (group) {
    const ours = (jid: string | undefined) => areJidsSameUser(jid, me.id) || areJidsSameUser(jid, me.lid)
    // What people say among themselves is not meant for us, and is not kept.
    if (!(mentions.some(ours) || (quotedFrom && ours(quotedFrom)) || CALLED.test(content.text))) return null
    content.text = content.text.replace(MENTION, ' ').replace(CALLED, '').trim()
  }
  const chat = group ? addressOf(remoteJid) : from
  return {
    id: messageKey(chat.id, from.id, id),
    from,
    aliases: alias ? [alias] : [],
    ...(phone && { phone }),
    chat,
    group,
    at: new Date(Number(stanza.attrs.t) * 1000),
    clock: 'platform',
    edited,
    ...(writtenElsewhere(stanza) && { linked: true }),
    ...content,
  }
}

/** The phone itself is device 0; every other is linked to it, such as WhatsApp Web. */
function writtenElsewhere({ attrs }: BinaryNode): boolean {
  return (jidDecode(attrs.participant ?? attrs.from)?.device ?? 0) > 0
}

/** The same message under whatever name of its sender it comes. */
export function messageKey(chat: string, from: string, id: string): string {
  return chat === from ? `${from}/${id}` : `${chat}/${from}/${id}`
}
