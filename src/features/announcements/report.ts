import { setImmediate as turn } from 'node:timers/promises'
import type { Db } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { type Sheet, writeXlsx } from '../../lib/xlsx.ts'
import { countBatch } from '../../outbox/batch.ts'
import { byRef } from './announcements.ts'
import type { Audience } from './audience.ts'
import { senderOf } from './begin.ts'
import { describeAudience } from './describe.ts'
import { summary } from './progress.ts'
import { unreached, type Ways } from './reach.ts'
import { type ReportRow, reportRows } from './report-rows.ts'

const CHUNK = 5_000
/** A workbook holds a million rows; nobody reads more than this, and memory has an end. */
const MOST_ROWS = 100_000
/** Outcomes after which there is nothing to do. */
const FINE = new Set(['sent', 'delivered', 'read', 'group', 'shared'])

/**
 * The report on an announcement as a workbook: a summary, who was not reached, why and what to do, and everybody.
 * @returns null when there is no such announcement
 */
export async function announcementReport(
  db: Db,
  ref: string,
  t: Translate,
): Promise<{ name: string; bytes: Buffer } | null> {
  const one = await byRef(db.prisma, ref)
  if (!one) return null
  const counts = one.batchId === null ? null : await countBatch(db.prisma, one.batchId)
  const said = counts ? summary(counts) : { arrived: 0, failed: 0, gone: 0, waiting: 0 }
  const sender = await senderOf(db.prisma, one.createdBy)
  const rows: ReportRow[] = []
  for (let after = 0; rows.length < MOST_ROWS; ) {
    const chunk = await reportRows(db.prisma, one, after, CHUNK)
    rows.push(...chunk)
    if (chunk.length < CHUNK) break
    after = chunk.at(-1)?.id ?? after
    await turn()
  }
  const label = (key: string) => t(`announcements:file.${key}`)
  const when = (at: Date | null) => (at ? t('announcements:file.at', { at }) : null)
  const facts: [string, string | number | null][] = [
    [label('ref'), one.ref],
    [label('by'), `${sender.name}, ${sender.unit}`],
    [label('who'), (await describeAudience(db.prisma, one.audience))(t)],
    [label('state'), t(`announcements:state.${one.state}`)],
    [label('started'), when(one.startedAt)],
    [label('finished'), when(one.finishedAt)],
    [label('total'), one.total],
    [label('arrived'), said.arrived],
    [label('read'), counts?.read ?? 0],
    [label('failed'), said.failed],
    [label('waiting'), said.waiting],
    [label('text'), one.text],
  ]
  const people = (some: ReportRow[]) =>
    some.map((row) => [
      row.name,
      row.unit,
      row.channel === null ? null : t(`announcements:channel.${row.channel}`),
      t(`announcements:outcome.${row.outcome}`),
      FINE.has(row.outcome) ? null : t(`announcements:todo.${row.outcome}`),
      when(row.at),
    ])
  const columns = (['name', 'unit', 'messenger', 'outcome', 'todo', 'time'] as const).map((key, n) => ({
    title: label(key),
    width: [28, 34, 12, 26, 44, 26][n] ?? 20,
  }))
  const sheets: Sheet[] = [
    {
      name: label('summary'),
      columns: [
        { title: label('what'), width: 24 },
        { title: label('value'), width: 70 },
      ],
      rows: facts,
    },
    { name: label('missed'), columns, rows: people(rows.filter((row) => !FINE.has(row.outcome))) },
    { name: label('everybody'), columns, rows: people(rows) },
  ]
  return { name: `laporan-${one.ref}.xlsx`, bytes: await writeXlsx(sheets) }
}

/** The people whom a draft would not reach now, as a workbook. */
export async function unreachedReport(
  db: Db,
  of: Audience,
  ways: Ways,
  when: { day: string | null; now: Date },
  t: Translate,
): Promise<{ name: string; bytes: Buffer }> {
  const people = await unreached(db.prisma, of, ways, when, MOST_ROWS)
  const label = (key: string) => t(`announcements:file.${key}`)
  const columns = [
    { title: label('name'), width: 28 },
    { title: label('unit'), width: 34 },
    { title: label('outcome'), width: 26 },
    { title: label('todo'), width: 44 },
  ]
  const rows = people.map(({ name, unit, reason }) => [
    ...[name, unit, t(`announcements:outcome.${reason}`)],
    FINE.has(reason) ? null : t(`announcements:todo.${reason}`),
  ])
  return { name: 'belum-terjangkau.xlsx', bytes: await writeXlsx([{ name: label('missed'), columns, rows }]) }
}
