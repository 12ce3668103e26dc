import type { Ctx, Said } from '../../conversation/dialog.ts'
import { normalise } from '../../language/normalise.ts'
import { findWhen } from '../../language/when.ts'
import type { Outgoing } from '../../message.ts'
import { daysOf, nameOfLeave } from './absence-words.ts'
import { type Absence, absencesOf, stands } from './absences.ts'

type Change = { said: Said; replaces: { ref: string; kind: Absence['kind']; note: string | null } }

/**
 * "ubah izin 7KQ2", "ubah izin besok jadi lusa", "ubah cuti saya sampai kamis": which request is meant, and what it is to
 * become as far as that was said. Where several may be meant, each is offered.
 */
export async function changeOwn(ref: string | null, said: Said, ctx: Ctx): Promise<Change | Outgoing[]> {
  const { person, t, city } = ctx
  if (!person) return [{ text: t('absence:request.guest') }]
  const own = (await absencesOf(ctx.tx, person.id, said.at)).filter(stands)
  const [left = '', right] = said.text.split(/\b(?:men)?jadi\b/i)
  const day = right === undefined ? null : (read(left, said, ctx)?.date ?? null)
  const named = own.filter((one) => (ref ? one.ref === ref.toUpperCase() : true))
  const onDay = named.filter((one) => {
    const { from, to } = daysOf(one, city.zone)
    return day !== null && from <= day && day <= to
  })
  const meant = onDay.length > 0 ? onDay : named
  const [only, second] = meant
  if (!only) return [{ text: t('absence:withdraw.nothing') }]
  if (second)
    return [
      {
        text: t('absence:change.which'),
        choices: meant.slice(0, 6).map((one) => ({
          id: `=ubah izin ${one.ref}`,
          label: nameOfLeave(one, city.zone, t),
        })),
      },
    ]
  const { kind, note } = only
  const slots = slotsOf(right ?? said.text, right !== undefined, only, said, ctx)
  const meaning = { ...said.meaning, when: null, slots }
  return { said: { ...said, meaning }, replaces: { ref: only.ref, kind, note } }
}

const read = (text: string, said: Said, { city }: Ctx) =>
  findWhen(normalise(text).text, { ref: said.at, zone: city.zone }).when

/** The new days: what stands after "jadi", or only a new end ("sampai kamis"); nothing else can be told from the old ones. */
function slotsOf(text: string, after: boolean, old: Absence, said: Said, ctx: Ctx): Record<string, string> {
  const when = read(text, said, ctx)
  const ends = /\b(?:sampai|sampe|smp|hingga|s\.?\/?d\.?)\b/i.test(text) && !/\b(?:dari|mulai)\b/i.test(text)
  const last = when?.dateTo ?? when?.date
  const { from } = daysOf(old, ctx.city.zone)
  // "7-9 desember" and "senin sampai rabu" name their own beginning; "sampai kamis" does not.
  const begins = /\S+\s+(?:sampai|sampe|smp|hingga|s\.?\/?d\.?)\b/i.test(text.trim()) && after
  if (ends && last && !begins) return { date_from: from, date_to: last }
  if (!after || !when?.date) return {}
  return when.dateTo ? { date_from: when.date, date_to: when.dateTo } : { date: when.date }
}
