import { type BinaryNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys'
import type { Device } from './device.ts'
import { contentOf } from './nodes.ts'
import type { PhoneKeys } from './phone-keys.ts'

/**
 * Decrypts what a client wrote to a phone, with all its parts.
 * @param group the jid, if it was written there: its first part may be the key of the second
 * @throws when it cannot be read
 */
export async function read(
  keys: PhoneKeys,
  sender: Device,
  encs: BinaryNode[],
  group: string | undefined,
): Promise<proto.IMessage> {
  let whole: proto.IMessage = {}
  for (const enc of encs) {
    const { type } = enc.attrs
    const plain =
      type === 'skmsg' && group
        ? await keys.decryptFromGroup(group, sender.party, contentOf(enc))
        : await keys.decrypt(sender.party, type, contentOf(enc))
    const message = proto.Message.decode(unpadRandomMax16(plain))
    const key = message.senderKeyDistributionMessage?.axolotlSenderKeyDistributionMessage
    if (key && group) await keys.learn(group, sender.party, key)
    whole = { ...whole, ...message }
  }
  return whole
}
