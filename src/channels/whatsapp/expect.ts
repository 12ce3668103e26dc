import { type BinaryNode, jidDecode } from '@whiskeysockets/baileys'
import type { KeyName } from './key-cache.ts'

/** Baileys' mark of a LID in the names of sessions. */
const LID = '_1'

/** Which keys Baileys will ask for to read this message and to answer it, one after the other. */
export function keysFor({ attrs }: BinaryNode): KeyName[] {
  const sender = jidDecode(attrs.participant ?? attrs.from)
  if (!sender) return []
  const { user, server, device = 0 } = sender
  const lid = server === 'lid'
  const session = `${user}${lid ? LID : ''}.${device}`
  const pn = jidDecode(attrs.participant_pn ?? attrs.sender_pn)?.user
  return [
    { type: 'session', name: session },
    { type: 'identity-key', name: session },
    { type: 'devices', name: user },
    { type: 'tctoken', name: `${user}@${server}` },
    ...(lid ? [{ type: 'lid-mapping', name: `${user}_reverse` }] : []),
    ...(pn ? ['lid-mapping', 'device-list'].map((type) => ({ type, name: pn })) : []),
  ]
}
