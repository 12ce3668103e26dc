import type { Tx } from '../../lib/db.ts'

/** One of the WhatsApp numbers that Guyub speaks with, as a person needs to know it. */
export type OurNumber = {
  id: number
  rank: number
  /** unpaired: nobody has linked it. pairing: it waits for a phone. lost: no process keeps it connected. */
  state: 'unpaired' | 'pairing' | 'connecting' | 'open' | 'needs_person' | 'lost'
  reason: string | null
  phone: string | null
  qr: string | null
  code: string | null
  wantedAt: Date | null
  wantedBy: number | null
  pairedAt: Date | null
  openAt: Date | null
  closedUntil: Date | null
  newChats: number | null
  newChatsMost: number | null
}

/** While a number is connected that is written down every minute. */
const STALE_MS = 3 * 60_000

/** @param now machine time */
export async function ourNumbers(tx: Tx, now = new Date()): Promise<OurNumber[]> {
  const rows = await tx.whatsAppAccount.findMany({ orderBy: { rank: 'asc' }, omit: { creds: true } })
  return rows.map((row) => ({ ...row, state: stateOf(row, now) }))
}

type Row = {
  state: string
  connection: string | null
  wantedAt: Date | null
  openAt: Date | null
}

function stateOf({ state, connection, wantedAt, openAt }: Row, now: Date): OurNumber['state'] {
  if (state !== 'paired') return wantedAt ? 'pairing' : state === 'needs_person' ? 'needs_person' : 'unpaired'
  if (connection === 'open') return openAt && now.getTime() - openAt.getTime() < STALE_MS ? 'open' : 'lost'
  return connection === 'connecting' ? 'connecting' : 'lost'
}

export type Pairing = {
  /** Null: the number that is asked first. */
  id: number | null
  /** E.164: a code of eight characters for this phone beside the QR. */
  phone: string | null
  /** Whom the QR is shown to in chat. */
  addressId: number | null
}

/**
 * Asks for a new pairing; the process that holds WhatsApp begins it within a second. A number that works is not
 * touched.
 * @param now machine time
 */
export async function askPairing(
  tx: Tx,
  { id, phone, addressId }: Pairing,
  now = new Date(),
): Promise<'asked' | 'works' | 'unknown'> {
  const numbers = await ourNumbers(tx, now)
  const one = id === null ? numbers[0] : numbers.find((each) => each.id === id)
  if (!one) return 'unknown'
  if (one.state === 'open' || one.state === 'connecting') return 'works'
  await tx.whatsAppAccount.update({
    where: { id: one.id },
    data: {
      // One that was lost is paired anew as well: whoever asks has seen that it does not come back.
      state: one.state === 'needs_person' ? 'needs_person' : 'unpaired',
      ...{ wantedAt: now, wantedPhone: phone, wantedBy: addressId, qr: null, code: null },
    },
  })
  return 'asked'
}

/** A second number that is paired beforehand takes over by itself when the first one is gone. */
export async function addSpare(tx: Tx): Promise<number> {
  const numbers = await tx.whatsAppAccount.findMany({ orderBy: { rank: 'desc' }, take: 1 })
  const { id } = await tx.whatsAppAccount.create({ data: { rank: (numbers[0]?.rank ?? -1) + 1 } })
  return id
}
