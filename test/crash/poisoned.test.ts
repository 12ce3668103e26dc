import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { FIRST } from '../../bench/crowd.ts'
import { openScene } from './scene.ts'

/** The real program on a database that refuses one person's check-in, whatever is tried. */
it('parks a message that always fails, with an apology and a reference, while others go on', {
  timeout: 120_000,
}, async () => {
  const scene = await openScene('postgres', 60)
  const poisoned = FIRST + 7
  try {
    await scene.store.open((db) =>
      db.session((own) =>
        own.script(`
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'poisoned'; END $$;
          CREATE TRIGGER refuse BEFORE INSERT ON check_in FOR EACH ROW WHEN (NEW.person_id = ${poisoned}) EXECUTE FUNCTION refuse()`),
      ),
    )
    await scene.messages.arrive(50, 300)
    const heard = async () => (await scene.peer.control({ ask: ['perChat'] })).stats?.perChat ?? {}
    // The others, those of the same transaction included, do not wait for it.
    const begun = Date.now()
    const others = scene.messages.said.filter((one) => one.user !== poisoned)
    while (Object.keys(await heard()).length < others.length) {
      if (Date.now() - begun > 8_000)
        throw new Error(`others wait for a poisoned message:\n${scene.server.output()}`)
      await sleep(50)
    }
    expect((await heard())[poisoned]).toBeUndefined()

    while (!(await heard())[poisoned]) {
      if (Date.now() - begun > 30_000) throw new Error(`no apology:\n${scene.server.output()}`)
      await sleep(100)
    }
    const [apology = ''] = Object.keys((await heard())[poisoned] ?? {})
    const reference = /G-[0-9A-Z]+/.exec(apology)?.[0]
    expect(reference, apology).toBeDefined()
    await scene.store.open(async (db) => {
      const parked = await db.prisma.inbox.findMany({ where: { state: 'parked' } })
      expect(parked.length).toBeGreaterThan(0)
      for (const row of parked) expect(row.addressId).toBe(poisoned)
      expect(parked.some((row) => row.error?.startsWith(`${reference}:`))).toBe(true)
      // Nothing of the failed turns stands.
      expect(await db.prisma.checkIn.count({ where: { personId: poisoned } })).toBe(0)
      expect(await db.prisma.attendance.count()).toBe(others.length)
    })
    // What a person wrote is in no log; the reference is.
    expect(scene.server.output()).toContain(reference)

    await scene.peer.control({ user: { id: poisoned, does: 'sends', with: ['menu'] } })
    while (Object.keys((await heard())[poisoned] ?? {}).length < 2) {
      if (Date.now() - begun > 60_000) throw new Error(`the address stays stuck:\n${scene.server.output()}`)
      await sleep(50)
    }
  } finally {
    await scene.close()
  }
})
