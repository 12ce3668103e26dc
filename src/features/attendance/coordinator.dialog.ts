import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import type { SessionView } from '../agenda/sessions.ts'
import { closingsOf } from '../check-in/lacking-closing.ts'
import { closingLines, staticLines } from '../check-in/proof-lines.ts'
import { lookedAt } from '../head-count/roll-look.ts'
import { coordinatedPaths, has } from '../people/authority.ts'
import { type Roll, rollOf } from './missing.ts'
import { ownSessions } from './own-sessions.dialog.ts'
import { dutyLines, headLines, proofLines } from './recap-lines.dialog.ts'
import { openLines, waitingLines } from './recap-open.ts'

/** More names than this do not help on a phone; the rest is counted. */
const MOST_NAMES = 40

/** "siapa belum hadir": names, by unit; before the end they are not yet here, never absent. */
export async function whoIsMissing(ctx: Ctx): Promise<Outgoing[]> {
  return withRoll(ctx, async (session, roll) => {
    const values = {
      title: session.title,
      at: session.startsAt,
      hadir: roll.hadir + roll.terlambat,
      late: roll.terlambat,
      count: roll.without.length,
    }
    const over = session.graceUntil <= ctx.now
    await lookedAt(ctx.tx, {
      ...{ personId: ctx.person?.id ?? 0, sessionId: session.id, at: ctx.now },
      people: roll.without.slice(0, MOST_NAMES).map(({ personId }) => personId),
    })
    const rest = [
      ...(await waitingLines(ctx.tx, session.id, coordinatedPaths(ctx.person), ctx.t)),
      ...waits(roll, ctx),
      ...excused(roll, ctx),
      ...(await dutyLines(session.id, ctx)),
      ...notJoined(roll, ctx),
    ]
    if (roll.without.length === 0 && roll.waiting.length > 0)
      return [ctx.t('absence:roll.nobodyElse', values), ...rest]
    if (roll.without.length === 0)
      return [ctx.t('attendance:roll.all', { ...values, count: values.hadir }), ...rest]
    const closed = session.disturbedAt
      ? 'attendance:roll.unsure'
      : session.coordinatorOnlyAt
        ? 'attendance:roll.unsureByList'
        : 'attendance:roll.absent'
    return [ctx.t(over ? closed : 'attendance:roll.missing', values), ...names(roll, ctx), ...rest]
  })
}

/** "rekap": totals, and what deserves a look. */
export async function recap(ctx: Ctx): Promise<Outgoing[]> {
  return withRoll(ctx, async (session, roll) => {
    await lookedAt(ctx.tx, {
      ...{ personId: ctx.person?.id ?? 0, sessionId: session.id, at: ctx.now, people: null },
    })
    const { title, mandatory } = session
    const head = ctx.t('attendance:roll.recap', {
      title: mandatory ? ctx.t('retret:mandatory', { title }) : title,
      at: session.startsAt,
      hadir: roll.hadir,
      late: roll.terlambat,
      count: roll.without.length,
    })
    const flagged = roll.flagged
      .map((one) => ({ ...one, flags: one.flags.filter((flag) => !COUNTED.has(flag)) }))
      .filter((one) => one.flags.length > 0)
    const flags = flagged.slice(0, 15).map((one) =>
      ctx.t('attendance:roll.flag', {
        name: one.name,
        why: one.flags
          .map((flag) => ctx.t(`attendance:flag.${flag}`, { at: one.countsAt, sent: one.messageAt }))
          .join('; '),
      }),
    )
    const old = roll.oldCodes.map(({ present, ...one }) =>
      ctx.t(present ? 'attendance:roll.oldCodePresent' : 'attendance:roll.oldCode', one),
    )
    const leaked = (await leakedCodes(ctx, session.id)).map((one) => ctx.t('attendance:roll.leaked', one))
    const closings = session.closingUntil
      ? await closingsOf(ctx.tx, session.id, coordinatedPaths(ctx.person))
      : []
    const disturbed = session.disturbedAt ? [ctx.t('attendance:roll.disturbed')] : []
    const why =
      session.proof === 'coordinator' ? 'proof:recap.coordinator' : 'attendance:roll.coordinatorOnly'
    const byList = session.coordinatorOnlyAt ? [ctx.t(why)] : []
    return [
      head,
      ...waits(roll, ctx),
      ...excused(roll, ctx),
      ...(await dutyLines(session.id, ctx)),
      ...notJoined(roll, ctx),
      ...(await proofLines(session.id, ctx)),
      ...staticLines(roll, ctx.t),
      ...closingLines(closings, session, ctx.now, ctx.t),
      ...(await headLines(session.id, ctx)),
      ...disturbed,
      ...byList,
      ...flags,
      ...leaked,
      ...old,
      ...(await openLines(ctx.tx, session.id, coordinatedPaths(ctx.person), ctx.t)),
    ]
  })
}

/** Marks that many people have are counted, not named one by one. */
const COUNTED = new Set(['static_place', 'by_coordinator'])

type Leak = { unit: string; name: string; theirs: string; at: Date }

/** Called-out codes that somebody of another unit used: both coordinators see whose code it was. */
function leakedCodes(ctx: Ctx, sessionId: number): Promise<Leak[]> {
  return ctx.tx.$queryRaw<Leak[]>`
    SELECT cu.name AS unit, p.name, pu.name AS theirs, min(c.message_at) AS at
    FROM check_in c JOIN unit cu ON cu.id = c.code_unit_id JOIN person p ON p.id = c.person_id JOIN unit pu ON pu.id = p.unit_id
    WHERE c.session_id = ${sessionId} AND c.verdict = 'other_unit_code'
      AND EXISTS (SELECT 1 FROM unnest(${coordinatedPaths(ctx.person)}::text[]) AS s(path)
        WHERE pu.path LIKE s.path || '%' OR cu.path LIKE s.path || '%')
    GROUP BY cu.name, p.id, p.name, pu.name ORDER BY at LIMIT 20`
}

async function withRoll(
  ctx: Ctx,
  say: (session: SessionView, roll: Roll) => string[] | Promise<string[]>,
): Promise<Outgoing[]> {
  const paths = coordinatedPaths(ctx.person)
  if (paths.length === 0)
    return [
      {
        text: ctx.t(has(ctx.person, 'pimpinan') ? 'attendance:roll.totalsOnly' : 'attendance:roll.notYours'),
      },
    ]
  const [session] = (await ownSessions(ctx)).filter((one) => one.opensAt <= ctx.now)
  if (!session) return [{ text: ctx.t('attendance:roll.noSession') }]
  const roll = await rollOf(ctx.tx, session.id, paths)
  const text = (await say(session, roll)).join('\n')
  const offers = roll.notJoined.slice(0, 3).map(({ id, name }) => ({
    ...{ id: `=mulai hitung #${id}`, label: ctx.t('onboarding:count.offer', { unit: name }) },
  }))
  return [{ text, ...(offers.length > 0 && { choices: offers }) }]
}

/** "Sakit: 2", a line for each kind of leave that somebody has. */
const excused = (roll: Roll, ctx: Ctx): string[] =>
  roll.excused.map(({ kind, count }) => ctx.t(`attendance:roll.excused.${kind}`, { count }))

/** "Menunggu keputusan izin (1): Siti": they are not missing, somebody has to say a word. */
const waits = (roll: Roll, ctx: Ctx): string[] =>
  roll.waiting.length === 0
    ? []
    : [
        ctx.t('absence:roll.waiting', {
          count: roll.waiting.length,
          names: roll.waiting.slice(0, MOST_NAMES).map(({ name }) => name),
        }),
      ]

const notJoined = ({ notJoined: units }: Roll, ctx: Ctx): string[] =>
  units.length === 0
    ? []
    : [ctx.t('attendance:roll.notJoined', { units: units.map(({ name }) => name), count: units.length })]

function names(roll: Roll, ctx: Ctx): string[] {
  const shown = roll.without.slice(0, MOST_NAMES)
  const byUnit = new Map<string, string[]>()
  // By these numbers they can be marked: "catat hadir: 1, 4".
  for (const [n, one] of shown.entries()) {
    const line = ctx.t('attendance:roll.name', { n: n + 1, name: one.name })
    byUnit.set(one.unitName, [...(byUnit.get(one.unitName) ?? []), line])
  }
  const lines = [...byUnit].map(([unit, people]) =>
    ctx.t('attendance:roll.unit', { unit, names: people.join(', ') }),
  )
  const rest = roll.without.length - shown.length
  return rest > 0 ? [...lines, ctx.t('attendance:roll.more', { count: rest })] : lines
}
