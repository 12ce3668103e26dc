import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { circles, importsOf, readImports, verdict } from './support/imports.ts'

const src = fileURLToPath(new URL('../src', import.meta.url))
const imports = readImports(src)

describe('the layout is the journey', () => {
  it('nobody imports what DESIGN.md §1 forbids', () => {
    expect(imports.map(verdict).filter(Boolean)).toEqual([])
  })

  it('no file imports itself by way of others', () => {
    expect(circles(imports).map((path) => path.join(' → '))).toEqual([])
  })

  it('only config.ts reads the environment', () => {
    const readers = [...new Set(imports.map(({ from }) => from))].filter((file) =>
      readFileSync(`${src}/${file}`, 'utf8').includes('process.env'),
    )
    expect(readers).toEqual(['config.ts'])
  })
})

describe('the checker itself', () => {
  const refused = (from: string, line: string) => importsOf(from, line).map(verdict)

  it('refuses what must be refused', () => {
    expect(refused('features/people/claim.ts', "import { Api } from 'grammy'")).toEqual([
      'features/people/claim.ts may not know grammy',
    ])
    expect(
      refused('channels/telegram/send.ts', "import { checkIn } from '../../features/check-in/record.ts'"),
    ).toHaveLength(1)
    expect(refused('channels/telegram/send.ts', "import { x } from '../webchat/webchat.ts'")[0]).toMatch(
      /may not import/,
    )
    expect(
      refused('web/server.ts', "import { register } from '../features/people/register.dialog.ts'")[0],
    ).toMatch(/may not import/)
    expect(
      refused('features/people/claim.ts', "import { record } from '../attendance/record.ts'")[0],
    ).toMatch(/may not import/)
    expect(refused('lib/db.ts', "import type { Config } from '../config.ts'")[0]).toMatch(/may not import/)
    expect(refused('outbox/deliver.ts', "export { x } from '../channels/telegram/index.ts'")[0]).toMatch(
      /may not import/,
    )
    expect(refused('jobs.ts', "const x = await import('./conversation/routes.ts')")[0]).toMatch(
      /may not import/,
    )
    expect(refused('elsewhere/new.ts', "import { a } from '../lib/db.ts'")[0]).toMatch(/no folder/)
  })

  it('lets through what the design allows', () => {
    expect(refused('channels/telegram/send.ts', "import { Api } from 'grammy'")).toEqual([null])
    expect(
      refused(
        'features/check-in/check-in.dialog.ts',
        "import type { Ctx } from '../../conversation/dialog.ts'",
      ),
    ).toEqual([null])
    expect(refused('inbox/turn.ts', "import {\n  a,\n  b,\n} from '../outbox/enqueue.ts'")).toEqual([null])
  })

  it('finds a circle, but not one of types', () => {
    const line = (from: string, to: string, typeOnly = false) => ({ from, to, typeOnly })
    expect(circles([line('a', 'b'), line('b', 'c'), line('c', 'a')])).toEqual([['a', 'b', 'c', 'a']])
    expect(circles([line('a', 'b'), line('b', 'a', true)])).toEqual([])
  })
})
