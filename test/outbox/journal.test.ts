import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { type Came, openJournal, recall } from '../../src/outbox/journal.ts'

const root = mkdtempSync(join(tmpdir(), 'guyub-journal-'))
afterAll(() => rmSync(root, { recursive: true }))
let folders = 0
const folder = () => join(root, String(folders++))
const owner = { channel: 'telegram', holder: 'a', epoch: 5n }
const refuse = (error: unknown) => {
  throw error
}
const asked = (id: number, attempt = 1) => ({ id: BigInt(id), attempt, holder: 'a', epoch: 5n })

describe('what calls came to', () => {
  it('is remembered by the next holder, and by nobody before', () => {
    const at = folder()
    const journal = openJournal(at, owner, refuse)
    journal.begin({ id: 1n, attempt: 1 })
    journal.begin({ id: 2n, attempt: 1 })
    journal.end({ id: 2n, attempt: 1 }, { came: 'sent', platformId: '9' })
    journal.begin({ id: 3n, attempt: 2 })
    journal.end({ id: 3n, attempt: 2 }, { came: 'unsent' })
    const memory = recall(at, 'telegram', 6n)
    expect(memory.of(asked(1))).toEqual({ came: 'doubt' })
    expect(memory.of(asked(2))).toEqual({ came: 'sent', platformId: '9' })
    expect(memory.of(asked(3, 2))).toEqual({ came: 'unsent' })
    expect(memory.of(asked(3, 1))).toEqual({ came: 'unbegun' })
    expect(memory.of({ ...asked(1), holder: 'b' })).toBeNull()
    expect(recall(at, 'telegram', 5n).of(asked(1))).toBeNull()
    expect(recall(at, 'whatsapp', 6n).of(asked(1))).toBeNull()
    memory.forget()
    expect(recall(at, 'telegram', 6n).of(asked(1))).toBeNull()
  })

  it('a call that is tried again under the same attempt is as its last line says', () => {
    const at = folder()
    const journal = openJournal(at, owner, refuse)
    const call = { id: 1n, attempt: 1 }
    journal.begin(call)
    journal.end(call, { came: 'unsent' })
    journal.settled([call])
    journal.begin(call)
    expect(recall(at, 'telegram', 6n).of(asked(1))).toEqual({ came: 'doubt' })
  })

  it('half a line, and a machine that went down, prove nothing', () => {
    const at = folder()
    const journal = openJournal(at, owner, refuse)
    journal.begin({ id: 1n, attempt: 1 })
    const file = join(at, 'telegram.5.calls')
    appendFileSync(file, 'sent 1/1 77')
    expect(recall(at, 'telegram', 6n).of(asked(1))).toEqual({ came: 'doubt' })
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"boot":"[^"]+"/, '"boot":"another"'))
    expect(recall(at, 'telegram', 6n).of(asked(1))).toEqual({ came: 'doubt' })
    expect(recall(at, 'telegram', 6n).of(asked(2))).toBeNull()
    writeFileSync(file, 'nothing of ours')
    expect(recall(at, 'telegram', 6n).of(asked(1))).toBeNull()
  })

  it('a disk that takes nothing is told once, and nobody relies on the file', () => {
    const at = folder()
    writeFileSync(at, 'a file where the folder should be')
    const errors: unknown[] = []
    const journal = openJournal(at, owner, (error) => errors.push(error))
    journal.begin({ id: 1n, attempt: 1 })
    journal.end({ id: 1n, attempt: 1 }, { came: 'unsent' })
    expect(errors).toHaveLength(1)
    expect(recall(at, 'telegram', 6n).of(asked(1))).toBeNull()
  })

  it('stays small however long it runs, and forgets nothing that is open', () => {
    const at = folder()
    const journal = openJournal(at, owner, refuse)
    journal.begin({ id: 0n, attempt: 1 })
    for (let id = 1; id <= 60_000; id += 1) {
      const call = { id: BigInt(id), attempt: 1 }
      journal.begin(call)
      journal.end(call, { came: 'sent', platformId: String(id) })
      journal.settled([call])
    }
    expect(statSync(join(at, 'telegram.5.calls')).size).toBeLessThan(1_100_000)
    expect(recall(at, 'telegram', 6n).of(asked(0))).toEqual({ came: 'doubt' })
  })

  it('agrees with a simple model, whatever happens in whatever order', () => {
    const step = fc.record({
      id: fc.integer({ min: 1, max: 5 }),
      what: fc.constantFrom('begin', 'sent', 'unsent', 'settled'),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const at = folder()
        const journal = openJournal(at, owner, refuse)
        const model = new Map<number, Came>()
        for (const { id, what } of steps) {
          const call = { id: BigInt(id), attempt: 1 }
          const now = model.get(id)
          if (what === 'begin') {
            journal.begin(call)
            model.set(id, { came: 'doubt' })
          } else if (what === 'settled') journal.settled([call])
          else if (now?.came === 'doubt') {
            const came =
              what === 'sent' ? { came: what as 'sent', platformId: `p${id}` } : { came: what as 'unsent' }
            journal.end(call, came)
            model.set(id, came)
          }
        }
        journal.close()
        const memory = recall(at, 'telegram', 6n)
        for (let id = 1; id <= 5; id += 1)
          expect(memory.of(asked(id))).toEqual(model.get(id) ?? { came: 'unbegun' })
      }),
      { numRuns: 60 },
    )
  })
})
