import { isLidUser, type WASocket } from '@whiskeysockets/baileys'

const WEEK_S = 604_800

/**
 * Sends, and remembers that whoever hears it has our privacy token for this week. Baileys 7.0.0-rc14 gives the token
 * with the first message of a week, by a query of its own, but notes it in a transaction that has ended by then: so it
 * asks with every message, which costs the server and us a stanza each way. Here it is noted in the send's own.
 */
export function notingToken(sock: WASocket, jid: string, send: () => Promise<unknown>): Promise<void> {
  const { creds, keys } = sock.authState
  return keys.transaction(async () => {
    await send()
    const name = isLidUser(jid) ? jid : ((await sock.signalRepository.lidMapping.getLIDForPN(jid)) ?? jid)
    const { [name]: token } = await keys.get('tctoken', [name])
    const now = Math.floor(Date.now() / 1000)
    if (weekOf(token?.senderTimestamp ?? 0) >= weekOf(now)) return
    await keys.set({ tctoken: { [name]: { token: Buffer.alloc(0), ...token, senderTimestamp: now } } })
  }, creds.me?.id ?? '')
}

/** As Baileys counts them. */
const weekOf = (seconds: number) => Math.floor(seconds / WEEK_S)
