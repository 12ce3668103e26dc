import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { type PdfDocument, writePdf } from '../../lib/pdf.ts'
import type { Sheet } from '../../lib/xlsx.ts'
import { LETTERS } from '../attendance/statuses.ts'
import { headOf } from '../audit/head.ts'
import { shownMonth } from '../figures/months.ts'
import { type DecidedRow, sessionsOf, unitRows } from './query.ts'
import type { RecapLink } from './recap-link.ts'
import { STATUSES, timeOf, totalsOf } from './sheets.ts'

/** A document of paper is read to its end. */
const MOST_ON_PAPER = 1_500

type Unit = { id: number; name: string; path: string; kind: string }
type About = { city: City; now: Date; t: Translate }

/** "Daftar Hadir" of one session: who was there, with the time and the letter. No NIP: paper hangs in corridors. */
export async function sessionPaper(
  tx: Tx,
  unit: Unit,
  sessionId: number,
  about: About,
): Promise<Buffer | null> {
  const { t } = about
  const session = await tx.session.findUnique({ where: { id: sessionId } })
  if (!session) return null
  const rows = await unitRows(tx, [unit.path], [sessionId])
  const handed = await tx.handIn.findFirst({
    where: { sessionId, unitId: unit.id },
    orderBy: { revision: 'desc' },
  })
  const several = rows.some(({ unitId }) => unitId !== unit.id)
  const unitColumn: [string, number][] = several ? [['unit', 34]] : []
  const table: Sheet = {
    name: '',
    columns: columns(t, ['no', 5], ['name', 34], ...unitColumn, ['status', 8], ['time', 9], ['sign', 20]),
    rows: rows.map((row, n) => [
      ...[n + 1, row.name, ...(several ? [row.unitName] : []), LETTERS[row.status]],
      ...[timeOf(row, t), null],
    ]),
  }
  const lines = [
    t('recap:paper.session', { title: session.title, at: session.startsAt, place: session.place }),
    ...(handed
      ? [t('recap:paper.number', { number: handed.number, year: handed.year, revision: handed.revision })]
      : []),
    sumLine(rows, t),
  ]
  const head = await headOf(tx, sessionId)
  if (head) lines.push(t('recap:paper.head', { head }))
  return paper(unit, t('recap:paper.title'), lines, [table], about)
}

/** "Daftar Hadir" of a month: the totals of each person. */
export async function monthPaper(
  tx: Tx,
  unit: Unit,
  { m, k }: RecapLink,
  about: About,
): Promise<Buffer | null> {
  if (m === undefined) return null
  const { t, city } = about
  const sessions = await sessionsOf(tx, { month: m, zone: city.zone, path: unit.path, kind: k ?? null })
  const rows = await unitRows(
    tx,
    [unit.path],
    sessions.map(({ id }) => id),
  )
  const { people } = totalsOf(rows)
  // What the letterhead says already stands in no row.
  const several = rows.some(({ unitId }) => unitId !== unit.id)
  const unitColumn: [string, number][] = several ? [['unit', 30]] : []
  const table: Sheet = {
    name: '',
    columns: [
      ...columns(t, ['no', 5], ['name', 32], ...unitColumn),
      ...STATUSES.map((status) => ({ title: LETTERS[status], width: 5 })),
      ...columns(t, ['sum', 10]),
    ],
    rows: people.slice(0, MOST_ON_PAPER).map(({ name, unitName, counts }, n) => {
      const each = STATUSES.map((status) => counts[status] ?? 0)
      return [n + 1, name, ...(several ? [unitName] : []), ...each, each.reduce((sum, one) => sum + one, 0)]
    }),
  }
  const lines = [
    t('recap:paper.month', { at: shownMonth(m), count: sessions.length }),
    sumLine(rows, t),
    ...(people.length > MOST_ON_PAPER ? [t('recap:paper.cut', { count: MOST_ON_PAPER })] : []),
  ]
  return paper(unit, t('recap:paper.title'), lines, [table], about, await headsOf(tx, sessions, t))
}

/** More sessions than these are no longer compared by eye. */
const MOST_HEADS = 30

/** The head of each session's chain as it was when this was printed: the pemeriksa holds the same. */
async function headsOf(
  tx: Tx,
  sessions: { id: number; title: string; startsAt: Date }[],
  t: Translate,
): Promise<string[]> {
  const heads: string[] = []
  for (const { id, title, startsAt } of sessions.slice(0, MOST_HEADS)) {
    const head = await headOf(tx, id)
    if (head)
      heads.push(
        t('recap:paper.headOfSession', { title, at: startsAt, head: head.replaceAll(' ', '\u00a0') }),
      )
  }
  return heads.length > 0 ? [t('recap:paper.heads', { heads: heads.join(' · ') })] : []
}

const columns = (t: Translate, ...all: [string, number][]) =>
  all.map(([key, width]) => ({ title: t(`recap:column.${key}`), width }))

/** "H 80 · T 3 · …": letters that occur. */
function sumLine(rows: DecidedRow[], t: Translate): string {
  const sums = STATUSES.map(
    (status) => [LETTERS[status], rows.filter((row) => row.status === status).length] as const,
  )
  const said = sums.filter(([, n]) => n > 0).map(([letter, n]) => `${letter} ${n}`)
  return t('recap:paper.sums', { list: said.join(' · ') || '0' })
}

async function paper(
  unit: Unit,
  title: string,
  lines: string[],
  tables: Sheet[],
  { city, now, t }: About,
  heads: string[] = [],
) {
  const document: PdfDocument = {
    title,
    letterhead: [city.officialName, ...(unit.kind === 'kota' ? [] : [unit.name])],
    lines,
    tables,
    closing: [t('recap:paper.legend'), ...heads],
    signatures: [
      [
        t('recap:paper.knows'),
        t('recap:paper.headOf', { unit: unit.name }),
        '',
        t('recap:paper.signer'),
        t('recap:paper.nip'),
      ],
      [
        t('recap:paper.made', { city: city.name, at: now }),
        t('recap:paper.coordinator'),
        '',
        t('recap:paper.signer'),
        t('recap:paper.nip'),
      ],
    ],
    footer: t('recap:paper.footer', { at: now, page: '{page}', pages: '{pages}' }),
    at: Math.floor(now.getTime() / 1_000),
    upright: true,
  }
  return writePdf(document)
}
