import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { openDatabase } from '../../../src/lib/db.ts'

const folder = mkdtempSync(join(tmpdir(), 'guyub-roster-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const dataDir = join(folder, 'data')
const file = join(folder, 'pegawai.csv')
const ROWS = 6_000
const letter = (index: number) => String.fromCharCode(97 + (index % 26))
const name = (index: number) =>
  `Pegawai ${letter(index)}${letter(index / 26)}${letter(index / 676)}${letter(index / 17_576)}`
writeFileSync(
  file,
  `nama,unit,status\n${Array.from({ length: ROWS }, (_, index) => `${name(index)},Dinkes,PHL`).join('\n')}\n`,
)

/** The real program, as a process; killed so long after it began to import. */
async function run(killAfter: number | null): Promise<number | null> {
  const cli = fileURLToPath(new URL('../../../src/cli/roster.ts', import.meta.url))
  const child = spawn(process.execPath, ['--import', 'tsx', cli, file], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  if (killAfter !== null) {
    await Promise.race([new Promise((resolve) => child.stdout.once('data', resolve)), ended])
    await sleep(killAfter)
    child.kill('SIGKILL')
  } else child.stdout.resume()
  return ended
}

async function people(): Promise<number> {
  const db = await openDatabase({ database: null, dataDir })
  try {
    const [row] = await db.prisma.$queryRaw<{ people: number; imports: number; undo: number }[]>`
      SELECT (SELECT count(*)::int FROM person) AS people, (SELECT count(*)::int FROM roster_import) AS imports,
        (SELECT coalesce(sum(jsonb_array_length(undo)), 0)::int FROM roster_import) AS undo`
    // Whole or not at all, with what takes it back.
    expect([row?.people, row?.imports, row?.undo]).toEqual(row?.people === 0 ? [0, 0, 0] : [ROWS, 1, ROWS])
    return row?.people ?? -1
  } finally {
    await db.close()
  }
}

it('an import whose process is killed is there whole or not at all, and can be done again', async () => {
  for (const after of [500, 1_200]) {
    await run(after)
    await people()
  }
  expect(await run(null)).toBe(0)
  expect(await people()).toBe(ROWS)
}, 180_000)
