import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { startProgram } from '../../support/child.ts'

type Found = { epoch: number; people: number; roles: number; units: number; open: number; bound: number }

/** Into the emptying, into the filling, and near the end; wherever it hits, the demo is the old one or the new one. */
const KILLS_MS = [10, 80, 200]

it('a demo that is killed in the middle of a reset comes up whole', { timeout: 180_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'guyub-kill-'))
  const start = async () => {
    const program = startProgram(new URL('./resetting.ts', import.meta.url), [directory])
    await program.says('resetting')
    const found = JSON.parse(/^found (.+)$/m.exec(program.output())?.[1] ?? '{}') as Found
    return { program, found }
  }
  try {
    let before = await start()
    const { epoch: _, ...whole } = before.found
    expect(whole).toMatchObject({ open: 1, bound: 1 })
    for (const ms of KILLS_MS) {
      await sleep(ms)
      before.program.kill('SIGKILL')
      await before.program.ended
      // What was said to be done is done; the one under way may be.
      const said = Number(
        [...before.program.output().matchAll(/^reset (\d+)$/gm)].at(-1)?.[1] ?? before.found.epoch,
      )
      const after = await start()
      const { epoch, ...found } = after.found
      expect(found).toEqual(whole)
      expect([said, said + 1]).toContain(epoch)
      before = after
    }
    before.program.kill('SIGKILL')
    await before.program.ended
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
