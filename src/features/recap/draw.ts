import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { shownMonth } from '../figures/months.ts'
import { type Bar, barsSvg } from './bars.ts'
import { type Counts, countsByUnit, sessionsOf, unitRows } from './query.ts'
import type { RecapLink } from './recap-link.ts'
import { addCounts, sumsOf } from './sums.ts'
import { topUnits } from './top-units.ts'

/** More bars are no picture for a phone. */
const MOST_BARS = 18

/** Longer names are cut off beside the numbers of a bar. */
const LONGEST_NAME = 40
const shortened = (name: string, short: string | null): string =>
  name.length > LONGEST_NAME && short !== null ? short : name

type Unit = { name: string; path: string }

/** A month as bars: by unit where there are several, by session where there is one. */
export async function recapPicture(
  tx: Tx,
  unit: Unit,
  { m, k }: RecapLink,
  { city, now, t }: { city: City; now: Date; t: Translate },
): Promise<string | null> {
  if (m === undefined) return null
  const sessions = await sessionsOf(tx, { month: m, zone: city.zone, path: unit.path, kind: k ?? null })
  const ids = sessions.map(({ id }) => id)
  const units = await topUnits(tx, unit.path, await countsByUnit(tx, [unit.path], ids))
  const bars =
    units.length > 1
      ? units
          .map(({ name, short, counts }) => barOf(shortened(name, short), counts))
          .sort((a, b) => rate(b) - rate(a))
      : await bySession(tx, unit, sessions, t)
  return barsSvg(
    {
      title: t('recap:picture.title', { at: shownMonth(m) }),
      ...{
        under: unit.name,
        bars: bars.slice(0, MOST_BARS),
        more: Math.max(0, bars.length - MOST_BARS),
        at: now,
      },
    },
    t,
  )
}

async function bySession(
  tx: Tx,
  unit: Unit,
  sessions: { id: number; title: string; startsAt: Date }[],
  t: Translate,
) {
  const rows = await unitRows(
    tx,
    [unit.path],
    sessions.map(({ id }) => id),
  )
  return sessions.map(({ id, title, startsAt }) => {
    const own = rows.filter(({ sessionId }) => sessionId === id)
    return barOf(
      t('recap:picture.session', { title, at: startsAt }),
      addCounts(own.map(({ status }) => ({ [status]: 1 }))),
    )
  })
}

function barOf(label: string, counts: Counts): Bar {
  const { hadir, terlambat, absent } = sumsOf(counts)
  return { label, present: hadir, late: terlambat, due: hadir + terlambat + absent }
}

const rate = ({ present, late, due }: Bar): number => (due === 0 ? -1 : (present + late) / due)
