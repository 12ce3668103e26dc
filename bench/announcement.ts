import { setTimeout as sleep } from 'node:timers/promises'
import type { Db } from '../src/lib/db.ts'
import { type Crowd, FIRST, seedCrowd } from './crowd.ts'
import type { LoadReport, Peer } from './peer.ts'

/** What only the announcement of a bench contains, and only the answer to "menu". */
export const WORDS = 'Besok semua pegawai memakai batik Korpri.'
const MENU = 'Ada yang bisa saya bantu?'

/** Employees who have all written once, and the first of them coordinates the whole city. No session is open. */
export async function seedAudience(db: Db, count: number): Promise<Crowd> {
  const crowd = await seedCrowd(db, count)
  const root = await db.prisma.unit.findFirstOrThrow({ where: { parentId: null } })
  await db.prisma.role.create({
    data: { personId: FIRST, role: 'koordinator', unitId: root.id, from: new Date(0) },
  })
  await db.prisma.session.updateMany({ data: { status: 'cancelled' } })
  return crowd
}

/** An announcement to everybody that is due at a moment, as "kirim" leaves it. */
export async function announceToAll(db: Db, ref: string, startAt: Date): Promise<void> {
  const root = await db.prisma.unit.findFirstOrThrow({ where: { parentId: null } })
  const now = new Date()
  await db.prisma.announcement.create({
    data: {
      ...{ ref, class: 'dinas', text: WORDS, hash: ref, state: 'scheduled', viaGroups: false },
      ...{ unitPath: root.path, createdBy: FIRST, addressId: FIRST, createdAt: now, startAt },
      audience: { units: [root.id] },
      expiresAt: new Date(startAt.getTime() + 86_400_000),
    },
  })
}

/** People ask for the menu at a rate, and how long each waits. */
export async function askMenus(
  peer: Peer,
  { first, rate }: { first: number; rate: number },
  until: Promise<unknown>,
): Promise<LoadReport> {
  await peer.control({ ask: ['stats'] })
  await peer.say({ first, count: rate * 3_600, rate, text: 'menu', answer: MENU })
  await until
  await peer.control({ stopLoad: true })
  for (let tries = 0; tries < 200; tries++) {
    const load = await peer.load()
    if (load.answered >= load.injected) return load
    await sleep(50)
  }
  return peer.load()
}

/** Whether the last word has come to whoever sent it. */
export async function isDone(peer: Peer, ref: string): Promise<boolean> {
  const { heard } = (await peer.control({ heard: [FIRST] })) as {
    heard?: Record<string, { text?: string }[]>
  }
  return (heard?.[FIRST] ?? []).some(({ text = '' }) => text.includes(`${ref} selesai`))
}
