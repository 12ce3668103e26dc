import type { Ctx, Said } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { dayBounds, dayOf, shownDay } from '../agenda/day.ts'
import { statusesOf } from '../attendance/statuses-of.ts'
import { looksAt } from '../inspections/looks.ts'
import { coordinates } from '../people/authority.ts'
import { findPeople } from '../people/find-people.ts'
import { disputeOf } from './dispute.ts'
import { disputeUntil } from './dispute-until.ts'
import { ofEvent } from './dispute-words.ts'
import { whyOf } from './why.ts'
import { WHY_SELF, type WhyWish } from './why-wish.ts'
import { whyWords } from './why-words.ts'

const LOOK_BACK_MS = 62 * 86_400_000

/**
 * "kenapa saya terlambat", "kenapa Budi tidak hadir": the last session in which there is a status, or that of the day.
 * About oneself, or about people of the own part of the city.
 * @returns null when the name is nobody's whom this person may ask about: the sentence means something else
 */
export async function explain(wish: WhyWish, said: Said, ctx: Ctx): Promise<Outgoing[] | null> {
  const { person, t } = ctx
  if (!person) return [{ text: t('attendance:record.guest') }]
  const who = await whomOf(wish, ctx)
  if (who === null) return null
  if (Array.isArray(who)) return who
  const { zone } = ctx.city
  const { start, end } = wish.day
    ? dayBounds(wish.day, zone)
    : { start: new Date(said.at.getTime() - LOOK_BACK_MS), end: said.at }
  const lines = ofEvent(await statusesOf(ctx.tx, who.id, start, end), wish.event)
  const fitting = who.id === person.id ? lines : lines.filter((line) => coordinates(person, line.unitPath))
  const [line] = wish.statuses.length > 0 ? ofStatus(fitting, wish.statuses) : fitting
  const why = line && (await whyOf(ctx.tx, line.sessionId, who.id))
  if (!line || !why) {
    const key = wish.day ? 'why:noneOn' : 'why:none'
    return [{ text: t(key, { name: who.name, day: wish.day ? shownDay(wish.day) : null }) }]
  }
  const own = who.id === person.id
  const until = disputeUntil(line, ctx.city)
  const open = own && (!until || said.at <= until) && !(await disputeOf(ctx.tx, line))
  const looks = own ? (await looksAt(ctx.tx, who.id)).length : 0
  const text = [
    whyWords(why, t),
    ...(looks > 0 ? [t('inspection:own.inWhy', { count: looks })] : []),
    ...(open ? [until ? t('why:disputeUntil', { until }) : t('why:disputeOpen')] : []),
  ].join('\n')
  const button = { id: `=sanggah ${dayOf(line.startsAt, zone)}`, label: t('dispute:choice.dispute') }
  return [{ text, ...(open ? { choices: [button] } : {}) }]
}

/** The person, or what has to be said first; null: nobody of the own people. */
async function whomOf(
  { name, id }: WhyWish,
  ctx: Ctx,
): Promise<{ id: number; name: string } | Outgoing[] | null> {
  const { person, t } = ctx
  if (!person) return null
  if (id !== null) {
    const found = await ctx.tx.person.findUnique({ where: { id }, include: { unit: true } })
    return found?.unit && coordinates(person, found.unit.path) ? { id, name: found.name } : null
  }
  if (name === '' || WHY_SELF.test(name)) return person
  const people = await findPeople(ctx.tx, name, person)
  const [only, second] = people
  if (!only) {
    const own = person.name.toLowerCase().split(/\s+/)
    return name
      .toLowerCase()
      .split(/\s+/)
      .every((word) => own.includes(word))
      ? person
      : null
  }
  if (!second) return only
  return [
    {
      text: t('people:code.which', { name }),
      choices: people.map((one) => ({ id: `=kenapa #${one.id}`, label: `${one.name} (${one.unitName})` })),
    },
  ]
}

/** Of the statuses that were named, where there is one; else the last, whatever it is. */
function ofStatus<L extends { status: string }>(lines: L[], statuses: string[]): L[] {
  const named = lines.filter((line) => statuses.includes(line.status))
  return named.length > 0 ? named : lines
}
