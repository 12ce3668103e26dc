import { type BinaryNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys'
import type { Device } from './device.ts'
import { contentOf } from './nodes.ts'
import type { Phone } from './phone.ts'

/**
 * Decrypts what a client wrote to a phone, with all its parts.
 * @param group the jid, if it was written there: its first part may be the key of the second
 * @throws when libsignal cannot read it
 */
export async function read(
  phone: Phone,
  sender: Device,
  encs: BinaryNode[],
  group: string | undefined,
): Promise<proto.IMessage> {
  let whole: proto.IMessage = {}
  for (const enc of encs) {
    const message = proto.Message.decode(unpadRandomMax16(await decrypt(phone, sender, enc, group)))
    const key = message.senderKeyDistributionMessage?.axolotlSenderKeyDistributionMessage
    if (key && group) await phone.senderKeys.learn(group, nameOf(sender), key)
    whole = { ...whole, ...message }
  }
  return whole
}

function decrypt(phone: Phone, sender: Device, enc: BinaryNode, group: string | undefined) {
  const { type } = enc.attrs
  if (type === 'skmsg' && group) return phone.senderKeys.decrypt(group, nameOf(sender), contentOf(enc))
  return phone.keys.decrypt(sender.account.lid, sender.id, type, contentOf(enc))
}

const nameOf = (sender: Device) => ({ user: sender.account.lid, device: sender.id })
