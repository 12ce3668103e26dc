import { type AuthenticationCreds, BufferJSON, initAuthCreds } from '@whiskeysockets/baileys'
import type { Db } from '../../src/lib/db.ts'
import type { Secret } from '../../src/lib/secret.ts'
import type { Account } from '../peers/whatsapp/accounts.ts'
import type { WhatsApp } from '../peers/whatsapp/server.ts'

/** The pace that a city has when it sets none. */
export const PACE = { gap: [4_000, 9_000] as [number, number], perHour: 120, perDay: 800 }

/** Quick, so that a test need not wait, but with a cap for each day: thousands are not told one by one. */
export const BRISK = {
  ...{ gap: [5, 15] as [number, number], perHour: 2_000, perDay: 3_000 },
}

/** Puts ready-made credentials of a linked device into the first account's row. */
export async function linkAccount(db: Db, peer: WhatsApp, bot: Account, secret: Secret): Promise<number> {
  const creds = initAuthCreds()
  const device = peer.linkDevice(bot, creds)
  await keepCreds(db, creds, secret)
  return device.id
}

/** The same, where the loopback is another process and has told the credentials. */
export async function keepCreds(db: Db, creds: AuthenticationCreds, secret: Secret): Promise<void> {
  const { id } = await db.prisma.whatsAppAccount.upsert({
    where: { rank: 0 },
    create: { rank: 0 },
    update: {},
  })
  const sealed = secret.seal(
    'whatsapp',
    `${id}/creds/`,
    Buffer.from(JSON.stringify(creds, BufferJSON.replacer)),
  )
  await db.prisma.whatsAppAccount.update({
    where: { id },
    data: { state: 'paired', creds: new Uint8Array(sealed), pairedAt: new Date() },
  })
  await db.prisma.whatsAppKey.deleteMany({ where: { accountId: id } })
}
