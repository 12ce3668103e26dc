import type { Translate } from '../../lib/i18n.ts'
import type { Diff, RosterResult } from './import-roster.ts'
import type { Undone } from './undo-roster.ts'

/** How a roster differs from what is known, a line each; of people so many names at most. */
export function diffLines(diff: Diff, most: number, t: Translate): string[] {
  return [
    t('roster:diff.rows', { count: diff.rows }),
    ...(diff.created > 0 ? [t('roster:diff.created', { count: diff.created })] : []),
    ...(diff.changed > 0 ? [t('roster:diff.changed', { count: diff.changed })] : []),
    ...(diff.moved > 0 ? [t('roster:diff.moved', { count: diff.moved })] : []),
    ...named(
      diff.moves.map((one) => t('roster:diff.move', one)),
      most,
      t,
    ),
    ...(diff.gone > 0 ? [t('roster:diff.gone', { count: diff.gone })] : []),
    ...named(
      diff.missing.map((one) => t(one.holds ? 'roster:diff.missingHolds' : 'roster:diff.missing', one)),
      most,
      t,
    ),
    t('roster:diff.unchanged', { count: diff.unchanged }),
  ]
}

/** What is wrong with a file, row by row, and that nothing was saved. */
export function problemLines(
  result: Exclude<RosterResult, { ok: true }>,
  most: number,
  t: Translate,
): string[] {
  if ('file' in result) return [t(result.file.key, result.file.values)]
  const rows = result.errors.map(({ row, note }) =>
    t('roster:error', { row, reason: t(note.key, note.values) }),
  )
  const bad = new Set(result.errors.map(({ row }) => row)).size
  const more = rows.length - most
  return [
    t('roster:nothingDone', { bad, rows: result.rows }),
    ...rows.slice(0, most),
    ...(more > 0 ? [t('roster:moreErrors', { count: more })] : []),
  ]
}

/** What taking back the last import does, or what stands in its way. */
export function undoneLines(undone: Undone, t: Translate): string[] {
  if (undone.ok) return [t('roster:undo.last', undone)]
  if (undone.why === 'none') return [t('roster:undo.none')]
  const { at, source } = undone
  return [
    t('roster:undo.depends', { at, source }),
    ...undone.hindrances.map(({ why, names }) =>
      t(`roster:undo.why.${why}`, { count: names.length, names: names.slice(0, 5) }),
    ),
  ]
}

function named(lines: string[], most: number, t: Translate): string[] {
  const more = lines.length - most
  return [...lines.slice(0, most), ...(more > 0 ? [t('roster:diff.more', { count: more })] : [])]
}
