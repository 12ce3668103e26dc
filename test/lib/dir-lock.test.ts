import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DirectoryInUse, lockDirectory } from '../../src/lib/dir-lock.ts'
import { startProgram } from '../support/child.ts'

let directory: string
let programs: ReturnType<typeof startProgram>[]
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'guyub-lock-'))
  programs = []
})
afterEach(async () => {
  for (const program of programs) {
    program.kill('SIGCONT')
    program.kill('SIGKILL')
    await program.ended
  }
  rmSync(directory, { recursive: true })
})
const start = () => {
  const program = startProgram(new URL('./lock-holder.ts', import.meta.url), [directory])
  programs.push(program)
  return program
}

describe('a data directory', () => {
  it('belongs to one, who can give it back', async () => {
    const lock = await lockDirectory(directory)
    await expect(lockDirectory(directory)).rejects.toThrow(DirectoryInUse)
    await lock.release()
    await (await lockDirectory(directory)).release()
    expect(readdirSync(join(directory, 'lock'))).toEqual([])
  })

  it('says who holds it, since when, and what to do', async () => {
    const holder = start()
    await holder.says('holding')
    const refused = await lockDirectory(directory).catch((error: Error) => error.message)
    expect(refused).toContain(directory)
    expect(refused).toMatch(new RegExp(`process ${holder.pid} since 20\\d\\d-.*kill ${holder.pid}.*DATA_DIR`))
  })

  it('is free again when its holder was killed', async () => {
    const holder = start()
    await holder.says('holding')
    holder.kill('SIGKILL')
    await holder.ended
    await (await lockDirectory(directory)).release()
  })

  it('stays with a holder that was stopped', async () => {
    const holder = start()
    await holder.says('holding')
    holder.kill('SIGSTOP')
    await expect(lockDirectory(directory)).rejects.toThrow(`process ${holder.pid}`)
  })

  it('is won by exactly one of many that start together, also over the remains of a dead one', async () => {
    const dead = start()
    await dead.says('holding')
    dead.kill('SIGKILL')
    await dead.ended
    for (let round = 0; round < 20; round++) {
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)))
      const won = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      expect(won).toHaveLength(1)
      await won[0]?.release()
    }
  })

  it('is won by exactly one of several processes', async () => {
    const racers = [start(), start(), start(), start()]
    await Promise.race(racers.map((racer) => racer.says('holding')))
    const outcomes = await Promise.all(
      racers.map((racer) => Promise.race([racer.says('holding').then(() => 'holding'), racer.ended])),
    )
    expect(outcomes.filter((outcome) => outcome === 'holding')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 3)).toHaveLength(3)
  })

  it('can have a long name', async () => {
    const deep = join(directory, 'x'.repeat(90), 'y'.repeat(90))
    mkdirSync(deep, { recursive: true })
    const lock = await lockDirectory(deep)
    await expect(lockDirectory(deep)).rejects.toThrow(DirectoryInUse)
    await lock.release()
  })
})
