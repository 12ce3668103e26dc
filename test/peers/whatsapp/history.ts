import { deflateSync } from 'node:zlib'
import { proto } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import type { Received } from './messages.ts'
import type { World } from './world.ts'

const { HistorySyncType } = proto.HistorySync
const { Type } = proto.Message.ProtocolMessage

/**
 * A phone tells a device that was just linked what it has: its direct chats, and who is behind which LID.
 * @param download as a file, as for a long history; else inside the message. The message has only a path, which
 *   Baileys looks for on the real host: the client then needs `options: { dispatcher: media.dispatcher }`
 */
export async function shareHistory(world: World, device: Device, download = false): Promise<void> {
  const { phone } = device.account
  const payload = deflateSync(proto.HistorySync.encode(historyOf(device.account)).finish())
  const historySyncNotification: proto.Message.IHistorySyncNotification = {
    syncType: HistorySyncType.INITIAL_BOOTSTRAP,
    chunkOrder: 1,
    progress: 100,
    ...(download
      ? await world.media.put(payload, 'md-msg-hist', true)
      : { initialHistBootstrapInlinePayload: payload }),
  }
  const message = { protocolMessage: { type: Type.HISTORY_SYNC_NOTIFICATION, historySyncNotification } }
  await phone.sendToDevice(device, message, { attrs: { category: 'peer' } })
}

export function historyOf(account: Account): proto.IHistorySync {
  const chats = new Map<Account, Received[]>()
  for (const received of account.phone.inbox) {
    // What another device of the account sent belongs to a chat that only its stanza names.
    if (received.group || received.deviceSent) continue
    const chat = chats.get(received.from) ?? []
    chats.set(received.from, [...chat, received])
  }
  return {
    syncType: HistorySyncType.INITIAL_BOOTSTRAP,
    chunkOrder: 1,
    progress: 100,
    conversations: [...chats].map(([other, messages]) => conversation(other, messages)),
    phoneNumberToLidMappings: [...chats.keys()]
      .filter(({ phone }) => phone.tellsOther)
      .map(({ phone }) => ({ pnJid: phone.pn, lidJid: phone.lid })),
  }
}

/** Newest first. */
function conversation({ phone, name }: Account, messages: Received[]): proto.IConversation {
  const id = phone[phone.addressing]
  return {
    id,
    name,
    ...(phone.tellsOther && { pnJid: phone.pn, lidJid: phone.lid }),
    unreadCount: messages.length,
    messages: messages.toReversed().map((received) => ({
      message: {
        key: { remoteJid: id, fromMe: false, id: received.id },
        message: received.message,
        messageTimestamp: Number(received.stanza.attrs.t),
        pushName: name,
      },
    })),
  }
}
