import { cpus, loadavg, totalmem } from 'node:os'

/** One line of a bench's table. */
export type Line = { what: string; value: string; aim?: string }

export type Result = {
  name: string
  /** Everything measured, by name; ratios are named `ratio_…`. */
  figures: Record<string, number>
  lines: Line[]
}

export const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Enough digits to compare by, no more. */
export function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}

export const machine = () => ({
  cpus: cpus().length,
  model: cpus()[0]?.model ?? '',
  node: process.version,
  memoryMb: Math.round(totalmem() / 2 ** 20),
  load: loadavg()[0],
  platform: `${process.platform} ${process.arch}`,
})

/** A table that reads well in a terminal and in a note. */
export function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}
