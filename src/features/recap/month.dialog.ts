import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Choice, Outgoing } from '../../message.ts'
import { myRecord } from '../attendance/my-record.dialog.ts'
import { EXCUSED } from '../attendance/statuses.ts'
import { monthOf, shownMonth } from '../figures/months.ts'
import { giveRecapFile } from './file.dialog.ts'
import { mayRead, readablePaths } from './may-read.ts'
import { countsByUnit, sessionsOf } from './query.ts'
import type { RecapLink } from './recap-link.ts'
import { addCounts, percentOf, sumsOf } from './sums.ts'
import { topUnits } from './top-units.ts'
import { type Scope, unitMeant } from './which-unit.ts'

const MOST_UNITS = 15

/** "rekap bulan oktober", "rekap dinkes november", "rekap kota november excel": a month of a part of the city. */
export async function monthRecap(said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const { person, tx } = ctx
  const { slots, unit: official } = said.meaning
  const month = typeof slots.month === 'string' ? slots.month : monthOf(ctx.now, ctx.city.zone)
  const own = readablePaths(person)
  if (own.length === 0) return ownMonth(month, said, ctx)
  const meant = await unitMeant(tx, said.text, official)
  if (meant.kind === 'several') return [which(meant.units, month, ctx)]
  if (meant.kind === 'one')
    return recapOfMonth(meant.unit, month, kindOf(slots.event_type, ctx), slots.format, ctx)
  const units = await tx.unit.findMany({
    where: { path: { in: own } },
    select: SCOPE,
    orderBy: { path: 'asc' },
  })
  const [only, second] = units
  if (!only || second) return [which(units, month, ctx)]
  return recapOfMonth(only, month, kindOf(slots.event_type, ctx), slots.format, ctx)
}

const SCOPE = { id: true, name: true, path: true, kind: true } as const

/** Whoever has no role sees the own month. */
function ownMonth(month: string, said: Said, ctx: Ctx): Promise<Outgoing[]> {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0))
    .toISOString()
    .slice(0, 10)
  const slots = { date_from: `${month}-01`, date_to: last }
  return myRecord({ ...said, meaning: { ...said.meaning, slots } }, ctx)
}

/** "apel" is every kind of apel; a kind that this city does not have is none. */
function kindOf(event: unknown, { city }: Ctx): string | null {
  const kind = typeof event === 'string' ? (event.split('_')[0] ?? '') : ''
  return kind !== '' && city.activityKinds.some((one) => one.kind.startsWith(kind)) ? kind : null
}

const which = (units: Scope[], month: string, { t }: Ctx): Outgoing => ({
  text: t('recap:month.which', { at: shownMonth(month) }),
  choices: units.slice(0, 8).map(({ id, name }) => ({ id: `=rekap ${id} ${month}`, label: name })),
})

/** "rekap 17 2026-10", behind a button. */
export async function recapOfUnit(unitId: number, month: string, ctx: Ctx): Promise<Outgoing[]> {
  const unit = await ctx.tx.unit.findUnique({ where: { id: unitId }, select: SCOPE })
  return unit ? recapOfMonth(unit, month, null, undefined, ctx) : [{ text: ctx.t('recap:month.notYours') }]
}

async function recapOfMonth(
  unit: Scope,
  month: string,
  kind: string | null,
  format: unknown,
  ctx: Ctx,
): Promise<Outgoing[]> {
  const { person, t, city } = ctx
  const may = mayRead(person, unit.path)
  if (may === null) return [{ text: t('recap:month.notYoursNamed', { unit: unit.name }) }]
  if (month > monthOf(ctx.now, city.zone))
    return [{ text: t('recap:month.future', { at: shownMonth(month) }) }]
  const wish = { u: unit.id, m: month, ...(kind !== null && { k: kind }) }
  const as = formatOf(format)
  if (as) return giveRecapFile({ ...wish, f: as }, ctx)
  const text = await words(unit, month, kind, ctx)
  if (text === null) return [{ text: t('recap:month.none', { unit: unit.name, at: shownMonth(month) }) }]
  return [{ text: text.join('\n'), choices: choices(unit, month, kind, may, ctx) }]
}

const FORMATS: Record<string, RecapLink['f']> = { xlsx: 'xlsx', csv: 'xlsx', pdf: 'pdf', gambar: 'png' }
const formatOf = (format: unknown) => (typeof format === 'string' ? FORMATS[format] : undefined)

function choices(
  unit: Scope,
  month: string,
  kind: string | null,
  may: 'rows' | 'totals',
  { t }: Ctx,
): Choice[] {
  const about = `${unit.id} ${month}${kind === null ? '' : ` ${kind}`}`
  const picture = { id: `=rekap gambar ${about}`, label: t('recap:choice.png') }
  return may === 'totals'
    ? [picture]
    : [
        { id: `=rekap excel ${about}`, label: t('recap:choice.xlsx') },
        { id: `=rekap pdf ${about}`, label: t('recap:choice.pdf') },
        picture,
      ]
}

/** Null where nothing is recorded. */
async function words(
  unit: Scope,
  month: string,
  kind: string | null,
  { tx, t, city }: Ctx,
): Promise<string[] | null> {
  const sessions = await sessionsOf(tx, { month, zone: city.zone, path: unit.path, kind })
  const about = { unit: unit.name, at: shownMonth(month), count: sessions.length }
  const ids = sessions.map(({ id }) => id)
  const units = await countsByUnit(tx, [unit.path], ids)
  const counts = addCounts(units.map((one) => one.counts))
  const sums = sumsOf(counts)
  if (sums.all === 0) return null
  const excused = EXCUSED.filter((one) => counts[one]).map((one) =>
    t(`recap:excused.${one}`, { count: counts[one] }),
  )
  const percent = percentOf(sums)
  const open = sessions.filter(({ settled }) => !settled).length
  const parts = await topUnits(tx, unit.path, units)
  const listed = parts.length > 1 ? parts : []
  return [
    t('recap:month.head', about),
    t('recap:month.totals', sums),
    ...(excused.length > 0 ? [t('recap:closing.excused', { list: excused })] : []),
    t('recap:month.absent', sums),
    ...(percent === null ? [] : [t('recap:month.rate', { percent })]),
    ...(open > 0 ? [t('recap:month.open', { count: open })] : []),
    ...listed.slice(0, MOST_UNITS).map((one) => {
      const own = sumsOf(one.counts)
      const share = percentOf(own)
      return share === null
        ? t('recap:month.unitNobody', { unit: one.name })
        : t('recap:month.unit', { unit: one.name, percent: share, absent: own.absent })
    }),
    ...(listed.length > MOST_UNITS ? [t('recap:month.more', { count: listed.length - MOST_UNITS })] : []),
  ]
}
