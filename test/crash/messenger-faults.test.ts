import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Fault } from '../peers/telegram/faults.ts'
import { CLEAN, openScene, type Scene } from './scene.ts'

/** One program through all of it: what one fault leaves behind would show in the next. */
let scene: Scene
beforeAll(async () => {
  scene = await openScene('postgres', 200)
}, 120_000)
afterAll(() => scene.close())

const EACH = 25

async function during(faults: Fault[], ms: number): Promise<void> {
  await scene.peer.control({ faults })
  await scene.messages.arrive(EACH, Math.min(ms, 500))
  await sleep(ms)
  await scene.peer.control({ faults: [] })
  await scene.everyoneAnswered()
}

it('429: waits as long as it is told, then every reply arrives', () =>
  during([{ kind: 'tooMany', retryAfter: 1 }], 1_500))

it('500: tries again until the server is back', () => during([{ kind: 'error500' }], 2_000))

it('connections cut during the call: each reply in doubt is sent again', () =>
  during([{ kind: 'cut', times: 15 }], 500))

it('an answer that takes seconds: the reply is sent once, and others are not held up', () =>
  during([{ kind: 'slow', delayMs: 4_000, times: 10 }], 500))

it('409 while receiving: receives again once the other is gone', () =>
  during([{ kind: 'conflict', times: 2 }], 1_000))

it('a proxy that answers instead of the server', () => during([{ kind: 'proxyPage', times: 10 }], 500))

it('after all of it every check-in is recorded once, every reply was sent once', async () => {
  expect(scene.messages.said.length).toBe(6 * EACH)
  expect(await scene.audit()).toEqual(CLEAN)
})
