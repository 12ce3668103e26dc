import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { writePdf } from '../../lib/pdf.ts'
import type { Secret } from '../../lib/secret.ts'
import { type Sheet, writeXlsx } from '../../lib/xlsx.ts'
import { type Verified, verifyChains } from '../audit/verify.ts'
import { type Cell, safeRow } from '../recap/cells.ts'
import { keepMade, type MakerDeps } from '../recap/keep-made.ts'
import { flagWord, linesOf } from './finding-words.ts'
import { findingsOf } from './findings.ts'
import { type InspectionLink, readInspectionRef } from './inspection-link.ts'
import { type LookScope, scopeOfLook } from './scope-of-look.ts'

type About = { city: City; now: Date; t: Translate; secret: Pick<Secret, 'keyed'> }

/** Everything that a look found, with the whole chain recomputed: made outside of every turn. @returns null when there was no such look */
export async function inspectionFile(tx: Tx, { look, f }: InspectionLink, about: About) {
  const scope = await scopeOfLook(tx, look)
  if (!scope) return null
  const { t, city, now } = about
  const sheets = await sheetsOf(tx, scope, about)
  const name = `pemeriksaan-${look}.${f}`
  if (f === 'xlsx')
    return {
      ...{ name, bytes: await writeXlsx(sheets) },
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    }
  const by = await tx.person.findUnique({ where: { id: scope.byId }, select: { name: true } })
  const bytes = await writePdf({
    title: t('inspection:paper.title'),
    letterhead: [city.officialName],
    lines: [
      t('inspection:paper.of', {
        name: scope.name,
        from: scope.from,
        to: new Date(scope.until.getTime() - 1),
      }),
      t('inspection:paper.by', { id: look, by: by?.name ?? '–', purpose: scope.purpose }),
    ],
    tables: sheets.filter(({ rows }) => rows.length > 0),
    footer: t('recap:paper.footer', { at: now, page: '{page}', pages: '{pages}' }),
    at: Math.floor(now.getTime() / 1_000),
    upright: true,
  })
  return { name, bytes, type: 'application/pdf' }
}

/** One sheet for each kind of finding, a sentence a row: the same words as in the chat, and all of them. */
async function sheetsOf(tx: Tx, scope: LookScope, { t, secret }: About): Promise<Sheet[]> {
  const found = await findingsOf(tx, scope)
  const lines = linesOf(scope, found, t)
  const sheet = (key: string, rows: Cell[][]): Sheet => ({
    name: t(`inspection:sheet.${key}`),
    columns: [
      { title: t('recap:column.no'), width: 6 },
      { title: t(`inspection:sheet.${key}`), width: 110 },
    ],
    rows: rows.map((row, n) => safeRow([n + 1, ...row])),
  })
  const session = new Map(scope.sessions.map((one) => [one.id, one]))
  const flags = found.flags.map(({ sessionId, name, flag, at }) => [
    t('inspection:line.flag', {
      ...{ title: session.get(sessionId)?.title, day: session.get(sessionId)?.startsAt },
      ...{ name, flag: flagWord(flag, t), at },
    }),
  ])
  const chain = await verifyChains({ prisma: tx }, secret, [...session.keys()])
  return [
    ...(['numbers', 'heads', 'changes', 'additions', 'annulments', 'disputes'] as const).map((key) =>
      sheet(
        key,
        lines[key].map((line) => [line]),
      ),
    ),
    sheet('flags', flags),
    sheet(
      'chain',
      chainRows(chain, t).map((line) => [line]),
    ),
  ]
}

/** As `npm run audit:verify` says it. */
function chainRows({ findings, ...counts }: Verified, t: Translate): string[] {
  return [
    t('audit:checked', counts),
    ...findings.map(({ kind, title, startsAt: at, seq, row, sessionId }) =>
      t(`audit:finding.${kind}`, {
        ...{ title, at, seq, session: sessionId },
        row: row ? t(`audit:row.${row.kind}`, { id: row.id }) : '',
      }),
    ),
    t(findings.length === 0 ? 'audit:whole' : 'audit:broken', { count: findings.length }),
  ]
}

type Deps = MakerDeps & { secret: Pick<Secret, 'keyed'> }

/** Makes what `inspectionRef` names when its message is sent. */
export function inspectionMaker({ secret, ...deps }: Deps) {
  return keepMade(deps, (tx, payload, about) =>
    inspectionFile(tx, readInspectionRef(payload), { ...about, secret }),
  )
}
