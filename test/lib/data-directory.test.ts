import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDataDirectory } from '../../src/lib/data-directory.ts'
import { openDatabase, overPGlite } from '../../src/lib/db.ts'
import { DirectoryInUse } from '../../src/lib/dir-lock.ts'
import { migrate } from '../../src/lib/migrate.ts'
import { openDurable } from '../../src/lib/pglite.ts'
import { upkeep } from '../../src/lib/upkeep.ts'
import { startProgram } from '../support/child.ts'
import { migratedImage } from '../support/image.ts'

const syncs = vi.hoisted(() => ({ count: 0 }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const fsyncSync = (descriptor: number) => {
    syncs.count++
    fs.fsyncSync(descriptor)
  }
  return { ...fs, fsyncSync }
})

let folder: string
let image: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guyub-data-'))
  image = join(folder, 'image.tar.gz')
  writeFileSync(image, gzipSync(readFileSync(await migratedImage()), { level: 1 }))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))
const dataDir = () => join(folder, 'data')

describe('the data directory', () => {
  it('begins as the built image, for its owner only, and keeps what is written', async () => {
    const first = await openDataDirectory(dataDir(), image)
    const db = overPGlite(first.client, first.close)
    expect(await migrate(db)).toEqual([])
    await db.prisma.meta.create({ data: { key: 'a', value: '1' } })
    await db.close()
    expect(statSync(dataDir()).mode & 0o777).toBe(0o700)
    expect(statSync(join(dataDir(), 'pglite')).mode & 0o777).toBe(0o700)
    const second = await openDatabase({ database: null, dataDir: dataDir() })
    expect(await second.prisma.meta.findMany()).toEqual([{ key: 'a', value: '1' }])
    await second.close()
  })

  it('begins by initdb where there is no image', async () => {
    const { client, close } = await openDataDirectory(dataDir(), join(folder, 'none'))
    expect(await migrate(overPGlite(client))).not.toEqual([])
    await close()
  })

  it('does not take half a database for one', async () => {
    mkdirSync(join(dataDir(), 'pglite.new'), { recursive: true })
    writeFileSync(join(dataDir(), 'pglite.new', 'PG_VERSION'), '17\n')
    const { close } = await openDataDirectory(dataDir(), image)
    await close()
    expect(readdirSync(dataDir()).sort()).toEqual(['lock', 'pglite'])
    rmSync(dataDir(), { recursive: true })
    writeFileSync(image, readFileSync(image).subarray(0, 2_000_000))
    await expect(openDataDirectory(dataDir(), image)).rejects.toThrow()
    expect(existsSync(join(dataDir(), 'pglite'))).toBe(false)
  })

  it('is opened once', async () => {
    const { close } = await openDataDirectory(dataDir(), image)
    await expect(openDataDirectory(dataDir(), image)).rejects.toThrow(DirectoryInUse)
    await close()
  })

  it('syncs each commit, and at a checkpoint the data files too', async () => {
    await (await openDataDirectory(dataDir(), image)).close()
    // In our own thread, where the syncs can be counted.
    const client = await openDurable(join(dataDir(), 'pglite'))
    syncs.count = 0
    for (let index = 0; index < 10; index++)
      await client.query(`INSERT INTO meta VALUES ($1, 'x')`, [`k${index}`])
    expect(syncs.count).toBeGreaterThanOrEqual(10)
    expect(syncs.count).toBeLessThan(20)
    syncs.count = 0
    await client.query('SELECT count(*) FROM meta')
    expect(syncs.count).toBe(0)
    await client.exec('CHECKPOINT')
    expect(syncs.count).toBeGreaterThan(4)
    await client.close()
  })

  it('is kept up: vacuumed and checkpointed when there is reason to', async () => {
    const { client, close } = await openDataDirectory(dataDir(), image)
    expect(await upkeep(client)).toEqual({ vacuumed: [], checkpoint: false })
    await client.exec(`INSERT INTO meta SELECT 'k' || n, repeat('x', 500) FROM generate_series(1, 5000) AS n`)
    for (let round = 0; round < 14; round++)
      await client.exec(`UPDATE meta SET value = repeat('y', 500 + ${round})`)
    expect(await upkeep(client)).toEqual({ vacuumed: ['meta'], checkpoint: true })
    expect(await upkeep(client)).toEqual({ vacuumed: [], checkpoint: false })
    await close()
  })

  it('has everything that was committed when the process is killed, again and again', {
    timeout: 90_000,
  }, async () => {
    await (await openDataDirectory(dataDir(), image)).close()
    for (let round = 0; round < 3; round++) {
      const writer = startProgram(new URL('./writer.ts', import.meta.url), [dataDir()])
      await writer.says('done ')
      await pause(150 + 137 * round)
      writer.kill('SIGKILL')
      await writer.ended
      const said = [...writer.output().matchAll(/done (\d+)\n/g)].map(([, number]) => Number(number))
      const { client, close } = await openDataDirectory(dataDir(), image)
      const { rows } = await client.query<{ count: number }>('SELECT count(*)::int AS count FROM meta')
      const count = rows[0]?.count ?? 0
      expect(count).toBeGreaterThanOrEqual((said.at(-1) ?? 0) + 1)
      expect(count).toBeLessThanOrEqual((said.at(-1) ?? 0) + 2)
      await close()
    }
  })
})
