import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AnnouncerDeps, startAnnouncer } from '../../../src/features/announcements/announcer.ts'
import { fixedClock } from '../../../src/lib/clock.ts'
import { TooLarge } from '../../../src/outbox/fetch-file.ts'
import { until } from '../../outbox/batch-scene.ts'
import { testDatabase } from '../../support/database.ts'
import { quiet } from '../../support/incoming.ts'
import { NOW, openCity, ways, ZONE } from './city.ts'

const { db, close } = await testDatabase()
let city: Awaited<ReturnType<typeof openCity>>
beforeAll(async () => {
  city = await openCity(db)
})
afterAll(close)

const deps = (fetchFile: AnnouncerDeps['fetchFile']): AnnouncerDeps => ({
  ...{ db, clock: fixedClock(NOW), log: quiet, zone: ZONE, instance: 'test', locales: ['id', 'en'] },
  translator: () => (key) => key,
  ways: () => ways,
  fetchFile,
  captions: false,
  enqueued: () => {},
  lookUrgent: async () => {},
  reportLink: (ref) => `https://guyub.example/laporan/${ref}`,
})
const photo = (ref: string) => ({ attachment: { kind: 'photo', ref: `telegram:${ref}` } })

it('a picture of 60 MB ends with a word to whoever sent it; one that does not come holds up nobody', async () => {
  const large = await city.announcement({}, photo('large'))
  const slow = await city.announcement({}, photo('slow'))
  const plain = await city.announcement({ units: [city.roads.id] })
  let bring = () => {}
  const announcer = startAnnouncer(
    deps(async (attachment) => {
      if (attachment.ref.endsWith('large')) throw new TooLarge('more than 16777216 bytes')
      await new Promise<void>((resolve) => {
        bring = resolve
      })
      return { ...attachment, ref: 'file:///tmp/slow.jpg' }
    }),
  )
  const stateOf = async (ref: string) => (await city.view(ref)).state
  try {
    await until(async () => expect(await stateOf(large.ref)).toBe('stopped'))
    // There is nobody in it: it is over at once, though the others are not.
    await until(async () => expect(await stateOf(plain.ref)).toBe('done'))
    expect(await stateOf(slow.ref)).toBe('scheduled')
    const told = await db.prisma.outbox.findFirstOrThrow({ where: { key: `a${large.id}/progress` } })
    expect((told.body as { text: string }).text).toContain('announcements:end.fileTooLarge')
    bring()
    await until(async () => expect(await stateOf(slow.ref)).toBe('running'))
    await until(async () => expect((await city.view(slow.ref)).phase).toBe('frozen'))
    const bodies = await db.prisma.outboxBody.findMany({
      where: { batchId: (await city.view(slow.ref)).batchId ?? 0n, channel: 'telegram' },
    })
    expect(bodies.every(({ body }) => JSON.stringify(body).includes('file:///tmp/slow.jpg'))).toBe(true)
  } finally {
    bring()
    await announcer.stop()
  }
})
