import { createHash } from 'node:crypto'
import type { SessionView } from '../../../src/features/agenda/sessions.ts'
import { sessionsBetween } from '../../../src/features/agenda/sessions.ts'
import type { Tx } from '../../../src/lib/db.ts'

/** A small city for the tests of attendance: two offices, one of them with a division, and a morning with an apel. */
export const at = (clock: string) => new Date(`2026-11-23T${clock.replaceAll('.', ':')}+07:00`)

export async function smallCity(tx: Tx) {
  const unit = async (name: string, parentId: number | null) =>
    tx.unit.create({ data: { name, parentId, kind: parentId === null ? 'kota' : 'opd', aliases: [] } })
  const city = await unit('Kota', null)
  const health = await unit('Dinas Kesehatan', city.id)
  const division = await unit('Bidang Gizi', health.id)
  const traffic = await unit('Dinas Perhubungan', city.id)
  return { city, health, division, traffic }
}

export async function person(tx: Tx, unitId: number, name = 'Orang'): Promise<number> {
  return (await tx.person.create({ data: { name, unitId, status: 'active' } })).id
}

let addresses = 0
export async function address(tx: Tx): Promise<number> {
  const data = { channel: 'telegram', externalId: String(++addresses), firstSeenAt: at('06.00.00') }
  return (await tx.address.create({ data })).id
}

/** 07.15: opens 06.45, on time until 07.30, closes 08.00. */
export async function apel(tx: Tx, units: { id: number }[], title = 'Apel'): Promise<SessionView> {
  const activity = await tx.activity.create({
    data: { kind: 'apel', title, unitId: units[0]?.id ?? 0, createdAt: at('06.00.00') },
  })
  const times = {
    opensAt: at('06.45.00'),
    startsAt: at('07.15.00'),
    onTimeUntil: at('07.30.00'),
    closesAt: at('08.00.00'),
  }
  const { id } = await tx.session.create({
    data: {
      ...{
        activityId: activity.id,
        title,
        place: 'halaman',
        ...times,
        graceUntil: at('16.45.00'),
        createdAt: at('06.00.00'),
      },
      audienceUnits: units.map((one) => one.id),
      codeKey: createHash('sha256').update(title).digest('base64url'),
    },
  })
  const view = (await sessionsBetween(tx, at('00.00.00'), at('23.00.00'))).find((one) => one.id === id)
  if (!view) throw new Error('the session is not there')
  return view
}
