import { iso } from '../../language/calendar.ts'
import { normalise } from '../../language/normalise.ts'
import { findWhen } from '../../language/when.ts'

/** What somebody wants done with the agenda, as far as one sentence says it. */
export type ChangeWish = {
  /** The day of the session that is meant. */
  day: string | null
  /** The end of the span that was named, "bulan Desember"; else the same day. */
  dayTo: string | null
  /** From this day on, the whole series; null with `onward`: from its next session on. */
  onward: boolean
  from: string | null
  /** The new values. */
  newDay: string | null
  newTime: string | null
  newRule: string | null
  problem: 'noSuchDate' | null
}

const VERB =
  /\b(?:diundur|diundurkan|undurkan|undur|mundur|ditunda|tunda|dipindah|dipindahkan|pindahkan|pindah|dimajukan|majukan|maju|digeser|geser|bergeser|diubah|ubah|diganti|ganti|berubah|menjadi|jadi|dialihkan|ke)\b/g
const POLITE = /^(?:(?:tolong|mohon|bantu|minta|harap|izin) )+/
const FROM = /\b(?:mulai(?: dari| tanggal)?|terhitung|sejak|per|berlaku)(?: hari| tanggal| bulan)? $/
const ONWARD =
  /\b(?:seterusnya|selanjutnya|selamanya|ke depannya|semua(?:nya)? jadwal|rutin(?:nya)?|seri(?:nya)?|untuk seterusnya)\b/

/**
 * "apel senin diundur jadi jam 08.00", "senam jumat dipindah ke sabtu", "apel mulai bulan depan jam 07.30". What stands
 * before the verb says which session, what stands after it says what becomes of it. Pure.
 */
export function changeWish(text: string, ref: Date, zone: string): ChangeWish {
  const said = normalise(text).text.replace(POLITE, '')
  const { when, days, times } = findWhen(said, { ref, zone })
  const good = days.filter((one) => one.kind !== 'bad')
  const start = good.find((one) => FROM.test(said.slice(0, one.start)))
  const rest = good.filter((one) => one !== start)
  const split = splitOf(said)
  const old = rest.find((one) => one.start < split)
  const fresh = rest.find((one) => one.start > split)
  return {
    day: old ? iso(old.day) : null,
    dayTo: old ? iso(old.until ?? old.day) : null,
    onward: start !== undefined || ONWARD.test(said),
    from: start ? iso(start.day) : null,
    newDay: fresh ? iso(fresh.day) : null,
    newTime: times.filter((one) => one.value).at(-1)?.value ?? null,
    newRule: when?.rrule ?? null,
    problem: days.some((one) => one.kind === 'bad') ? 'noSuchDate' : null,
  }
}

/** Where the old ends and the new begins: at the verb, or, where the verb comes first, at the "ke" after it. */
function splitOf(said: string): number {
  const verbs = [...said.matchAll(VERB)].map((one) => one.index)
  if (verbs[0] === 0) return verbs[1] ?? said.length
  return verbs[0] ?? said.length
}
