import type { WASocket } from '@whiskeysockets/baileys'
import type { Log } from '../../lib/log.ts'
import type { Incoming } from '../../message.ts'
import type { ChannelEvents } from '../channel.ts'
import { type Acks, RESTRICTED } from './acks.ts'
import { addressOf, identify } from './address.ts'
import { lateMessages } from './late.ts'

type Given = {
  accountId: number
  acks: Acks
  events: ChannelEvents
  log: Log
  /** Who this number is. */
  me: () => { id: string; lid: string | undefined }
  /** When it was last connected, before this connection. */
  lastOpen: () => Date | null
  /** WhatsApp refused a message because of this number's standing. */
  restricted: () => void
}

/**
 * What a connection brings beside messages (durable.ts takes those): that one of ours was taken, delivered, read; what
 * was sent while the number was unlinked; that a person has another name; calls.
 */
export function hear({ ev, ws }: WASocket, given: Given): void {
  const { accountId, acks, events, log } = given
  ws.on('CB:ack,class:message', ({ attrs }: { attrs: { id?: string; error?: string } }) => {
    if (attrs.id) acks.settle(attrs.id, attrs.error)
    if (attrs.error === RESTRICTED) given.restricted()
  })
  ev.on('messages.update', (updates) => {
    for (const { key, update } of updates) {
      const word = update.status === 3 ? 'delivered' : update.status && update.status > 3 ? 'read' : null
      if (!word || !key.fromMe || !key.id) continue
      const at = new Date(Number(update.messageTimestamp ?? 0) * 1000)
      events
        .receipt(key.id, null, word, at)
        .catch((error) => log.warn({ err: error }, 'a receipt was not kept'))
    }
  })
  ev.on('messaging-history.set', ({ messages }) => {
    const late = lateMessages(messages, given.me(), given.lastOpen()).map((one) => ({
      ...one,
      via: String(accountId),
    }))
    if (late.length === 0) return
    log.info({ accountId, count: late.length }, 'whatsapp: what was sent while it was unlinked has come')
    events.receive(late).catch((error) => log.warn({ err: error }, 'late messages were not kept'))
  })
  ev.on('lid-mapping.update', ({ lid, pn }) => {
    events
      .addressChanged(addressOf(pn), addressOf(lid))
      .catch((error) => log.warn({ err: error }, 'a new name of a person was not kept'))
  })
  ev.on('call', (calls) => {
    const offers = calls.filter((call) => call.status === 'offer' && !call.isGroup)
    if (offers.length === 0) return
    events
      .receive(offers.map(({ from, id, date, callerPn }) => calling(from, callerPn, id, date)))
      .catch((error) => log.warn({ err: error }, 'a call was not kept'))
  })
}

function calling(from: string, pn: string | undefined, id: string, at: Date): Incoming {
  const { address, alias, phone } = identify(from, pn)
  return {
    id: `call/${id}`,
    from: address,
    aliases: alias ? [alias] : [],
    ...(phone && { phone }),
    chat: address,
    group: false,
    at,
    clock: 'platform',
    text: '',
    attachment: { kind: 'call', ref: id },
    edited: false,
    forwarded: false,
  }
}
