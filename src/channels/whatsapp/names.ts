import { type BinaryNode, jidNormalizedUser } from '@whiskeysockets/baileys'

/** By whichever of these a stanza may name somebody. */
const NAMES = ['from', 'participant', 'sender_pn', 'sender_lid', 'participant_pn', 'participant_lid']

/** Everybody whom a stanza names, under all their names, without devices: whose sessions it may move. */
export function namesIn({ attrs }: BinaryNode): string[] {
  return [...new Set(NAMES.flatMap((name) => (attrs[name] ? [jidNormalizedUser(attrs[name])] : [])))]
}
