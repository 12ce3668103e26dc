import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { CLEAN, openScene } from './scene.ts'

it('waits while the database is away: nothing is lost, nothing is parked', { timeout: 120_000 }, async () => {
  const scene = await openScene('postgres', 120)
  try {
    await scene.messages.arrive(40, 200)
    // In the middle of the work, without warning.
    while ((await scene.accepted()) < 5) await sleep(5)
    await scene.store.server?.kill9()
    await scene.messages.arrive(40, 1_500)
    await sleep(2_500)
    expect(scene.server.running()).toBe(true)
    const ready = await fetch(`${scene.server.url}/healthz/ready`)
    expect(ready.status).toBe(503)
    const accepted = await scene.accepted()
    await scene.store.server?.restart()
    await scene.messages.arrive(40, 500)
    await scene.everyoneAnswered(45_000)
    expect(await scene.accepted()).toBeGreaterThan(accepted)
    const found = await scene.audit()
    // What was under way when the database went may come twice: its outcome could not be written.
    expect(found.doubledReplies).toBeLessThanOrEqual(32)
    expect({ ...found, doubledReplies: 0 }).toEqual(CLEAN)
  } finally {
    await scene.close()
  }
})
