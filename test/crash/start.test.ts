import { expect, it } from 'vitest'
import { launch } from '../../bench/server.ts'
import { openScene } from './scene.ts'

it('a second process on the same directory says who holds it, and one whose history is not ours says so', {
  timeout: 120_000,
}, async () => {
  const scene = await openScene('pglite', 5)
  try {
    const second = await launch(scene.store, scene.peer)
    expect(await second.ended).toBe(1)
    expect(second.output()).toMatch(new RegExp(`in use by process ${scene.server.pid}.*DATA_DIR`))

    // The first one does not mind.
    await scene.messages.arrive(5, 0)
    await scene.everyoneAnswered()
    expect(await scene.server.stop()).toBe(0)

    await scene.store.open(
      (db) => db.prisma.$executeRaw`UPDATE _prisma_migrations SET checksum = 'of another version'`,
    )
    const third = await launch(scene.store, scene.peer)
    expect(await third.ended).toBe(1)
    expect(third.output()).toMatch(/migration/i)
  } finally {
    await scene.close()
  }
})
