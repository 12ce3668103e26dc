import { readFileSync } from 'node:fs'

/** Rows of a table of examples beside this file, by column name. Sunday 2026-11-22 09:00 WIB is their "now". */
export function table(name: string): Record<string, string>[] {
  const [head = '', ...lines] = readFileSync(new URL(`./data/${name}`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  const columns = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']))
  })
}

export const sunday = new Date('2026-11-22T09:00:00+07:00')
