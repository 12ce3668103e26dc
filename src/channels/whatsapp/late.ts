import { isJidGroup, isLidUser, type WAMessage } from '@whiskeysockets/baileys'
import type { Incoming } from '../../message.ts'
import { type Me, parseMessage } from './parse.ts'

/**
 * What people wrote to us while the number was unlinked: after a new pairing the phone tells its history. Only direct
 * messages since the number was last connected; what is older was heard then.
 * @param since null: it was never connected, so all of it is somebody's private history and none of our business
 */
export function lateMessages(history: WAMessage[], me: Me, since: Date | null): Incoming[] {
  if (!since) return []
  return history
    .flatMap(({ key, message, messageTimestamp }) => {
      const seconds = Number(messageTimestamp ?? 0)
      const { id, remoteJid, remoteJidAlt, fromMe } = key
      if (
        fromMe ||
        !message ||
        !id ||
        !remoteJid ||
        isJidGroup(remoteJid) ||
        seconds * 1000 <= since.getTime()
      )
        return []
      const other = isLidUser(remoteJid) ? 'sender_pn' : 'sender_lid'
      // As the server would have brought it.
      const attrs = {
        id,
        from: remoteJid,
        t: String(seconds),
        ...(remoteJidAlt && { [other]: remoteJidAlt }),
      }
      const said = parseMessage({ tag: 'message', attrs }, message, me)
      return said ? [said] : []
    })
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}
