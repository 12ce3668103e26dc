import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import qrcode from 'qrcode'
import type { Db, Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, rowsFor } from '../../outbox/enqueue.ts'
import { maskPhone } from '../people/phone.ts'
import { type OurNumber, ourNumbers } from './numbers.ts'

type Deps = {
  db: Db
  translator(locale: string): Translate
  /** Where pictures lie until they are sent. */
  dataDir: string
  /** Looks for what was enqueued. */
  enqueued(): void
}

/** A picture's caption, the shortest that a messenger takes. */
const CAPTION = 1_000

/**
 * Says in chat what becomes of our numbers: the QR to whoever asked for a pairing (a picture that is replaced when it
 * changes), and to the admins that a person is needed, by a messenger that still works. Called whenever something
 * changed; each thing is said once, whoever calls.
 */
export async function tellAboutNumbers(deps: Deps): Promise<void> {
  const { db } = deps
  for (const number of await ourNumbers(db.prisma)) {
    if (number.state === 'pairing' && number.qr) await showPairing(number, deps)
    if (number.state === 'open') await sayPaired(number, deps)
    if (number.state === 'needs_person') await alertAdmins(number, deps)
    if (number.closedUntil && number.closedUntil > new Date()) await alertClosed(number, deps)
  }
  deps.enqueued()
}

async function showPairing(number: OurNumber, { db, translator, dataDir }: Deps): Promise<void> {
  const { wantedBy, wantedAt, qr, code } = number
  const address = wantedBy && (await db.prisma.address.findUnique({ where: { id: wantedBy } }))
  // Webchat shows no pictures; there the link does.
  if (!address || !wantedAt || !qr || address.channel !== 'telegram') return
  const first = `pairing/${number.id}/${wantedAt.getTime()}`
  const hash = createHash('sha256').update(`${qr} ${code}`).digest('hex').slice(0, 12)
  const known = await db.prisma.outbox.findUnique({ where: { key: first } })
  const key = known ? `${first}/${hash}` : first
  if (known && (await db.prisma.outbox.findUnique({ where: { key } }))) return
  const folder = join(dataDir, 'pairing')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${number.id}-${hash}.png`)
  await qrcode.toFile(file, qr, { width: 480, margin: 3, errorCorrectionLevel: 'L' })
  const t = translator(address.locale)
  const body: Outgoing = {
    text: code ? t('numbers:pictureCode', { code }) : t('numbers:picture'),
    attachment: { kind: 'photo', ref: pathToFileURL(file).href, name: 'whatsapp.png' },
    ...(known && { replaces: first }),
  }
  // An old picture is of no use.
  await enqueue(db.prisma, rowsFor(address.id, body, key, CAPTION, { ttl: 120 }))
}

async function sayPaired(number: OurNumber, { db, translator }: Deps): Promise<void> {
  const { wantedBy, pairedAt, phone } = number
  const address = wantedBy && (await db.prisma.address.findUnique({ where: { id: wantedBy } }))
  if (!address || !pairedAt || address.channel === 'whatsapp') return
  const text = translator(address.locale)('numbers:paired', { phone: phone ? maskPhone(phone) : '' })
  await enqueue(db.prisma, rowsFor(address.id, { text }, `paired/${number.id}/${pairedAt.getTime()}`, 4_000))
}

async function alertAdmins(number: OurNumber, deps: Deps): Promise<void> {
  const { reason, openAt } = number
  // Said once for each time that it was lost.
  const once = `number/${number.id}/${reason}/${openAt?.getTime() ?? 0}`
  await toAdmins(deps, once, (t) => t('numbers:alert', { why: reason ? t(`numbers:why.${reason}`) : '' }))
}

async function alertClosed(number: OurNumber, deps: Deps): Promise<void> {
  const at = number.closedUntil
  await toAdmins(deps, `closed/${number.id}/${at?.getTime()}`, (t) => t('numbers:alertClosed', { at }))
}

/** The weekly word to whoever holds the phone: a linked device drops after 14 days without it. */
export async function remindHolders(deps: Omit<Deps, 'dataDir'>, week: string): Promise<void> {
  for (const number of await ourNumbers(deps.db.prisma)) {
    if (!number.phone || number.state === 'unpaired') continue
    const phone = maskPhone(number.phone)
    await toAdmins(deps, `holder/${number.id}/${week}`, (t) => t('numbers:holder', { phone }))
  }
  deps.enqueued()
}

async function toAdmins(
  { db, translator }: Pick<Deps, 'db' | 'translator'>,
  once: string,
  text: (t: Translate) => string,
): Promise<void> {
  for (const { id, locale } of await reachableAdmins(db.prisma)) {
    const body = { text: text(translator(locale)) }
    await enqueue(db.prisma, rowsFor(id, body, `${once}/${id}`, 4_000, { ttl: 7 * 86_400 }))
  }
}

/** Admins' addresses on messengers other than the one that they are told about. */
export async function reachableAdmins(tx: Tx): Promise<{ id: number; locale: string; personId: number }[]> {
  return tx.$queryRaw`
    SELECT DISTINCT a.id, a.locale, ap.person_id AS "personId" FROM role r
    JOIN address_person ap ON ap.person_id = r.person_id
    JOIN address a ON a.id = ap.address_id
    WHERE r.role = 'admin' AND (r.until_at IS NULL OR r.until_at > now()) AND a.channel <> 'whatsapp'
      AND a.blocked_at IS NULL`
}
