import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fetchFile, sweepFiles, TooLarge } from '../../src/outbox/fetch-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'guyub-media-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const from = (bytes: Buffer) => ({ download: async () => Readable.from([bytes]) })
const photo = { kind: 'photo' as const, ref: 'abc' }

describe('a file that came in', () => {
  it('lies here once, under a name made of its contents', async () => {
    const first = await fetchFile(from(Buffer.from('gambar')), photo, folder, 100)
    const again = await fetchFile(from(Buffer.from('gambar')), photo, folder, 100)
    expect(again.ref).toBe(first.ref)
    expect(readdirSync(folder)).toEqual([fileURLToPath(first.ref).split('/').at(-1)])
    expect(first).toMatchObject({ kind: 'photo', bytes: 6 })
  })

  it('that is larger than it said is given up, and leaves nothing', async () => {
    await expect(fetchFile(from(Buffer.alloc(101)), photo, folder, 100)).rejects.toThrow(TooLarge)
    expect(readdirSync(folder)).toEqual([])
  })

  it('goes after its time, and not before', async () => {
    for (const name of ['old', 'young']) writeFileSync(join(folder, name), name)
    const past = new Date(Date.now() - 41 * 86_400_000)
    utimesSync(join(folder, 'old'), past, past)
    expect(await sweepFiles(folder, 40)).toBe(1)
    expect(readdirSync(folder)).toEqual(['young'])
    expect(await sweepFiles(join(folder, 'nothing'), 40)).toBe(0)
  })
})
