import { setTimeout as sleep } from 'node:timers/promises'
import type { AttendanceCrowd, ClosedSession, CrowdUnit } from '../../bench/attendance-crowd.ts'
import { codeAt } from '../../src/features/check-in/code.ts'
import type { Random } from './random.ts'

/** What somebody said, and what of it must stand in the log. */
export type MorningSaid = {
  user: number
  at: Date
  text: string
  messages: number
  checkIn: { sessionId: number; personId: number } | null
  mark: { personId: number; status: string } | null
}

const AGAIN = 0.15
const MARKS = ['hadir', 'sakit', 'izin', 'dinas luar'] as const
const NOTHING = { messages: 1, checkIn: null, mark: null }
const second = (at: number) => new Date(Math.floor(at / 1_000) * 1_000)

/** What a morning brings: late codes, marks, recaps handed in and asked for as a file. */
export function createMorning(
  say: (said: MorningSaid[]) => Promise<unknown>,
  crowd: AttendanceCrowd,
  random: Random,
) {
  const said: MorningSaid[] = []
  let marked = 0
  const tell = async (some: MorningSaid[]) => {
    said.push(...some)
    if (some.length > 0) await say(some)
  }

  /** A code of a session that is over: the phone had no signal. Some were late even then. */
  function late(session: ClosedSession, personId: number): MorningSaid {
    const at = second(session.startsAt.getTime() + random.between(-10 * 60_000, 30 * 60_000))
    return {
      ...{ user: personId, at, text: codeAt(session.codeKey, at).code.toLowerCase(), mark: null },
      ...{ messages: random.next() < AGAIN ? 2 : 1, checkIn: { sessionId: session.id, personId } },
    }
  }

  /** Two messages: the list is shown before it counts. */
  function mark(unit: CrowdUnit, n: number): MorningSaid[] {
    const who = unit.phoneless[n % unit.phoneless.length]
    const [user] = unit.coordinators
    if (!who || user === undefined) return []
    const status = MARKS[random.between(0, MARKS.length - 1)] as string
    const at = second(Date.now())
    const recorded = status === 'dinas luar' ? 'dinas_luar' : status
    return [
      { ...NOTHING, user, at, text: `${who.nip} ${status}` },
      { ...NOTHING, user, at, text: 'ya', mark: { personId: who.id, status: recorded } },
    ]
  }

  const handIn = (unit: CrowdUnit, session: ClosedSession, by = 0): MorningSaid => ({
    ...{
      ...NOTHING,
      user: unit.coordinators[by] ?? 0,
      at: second(Date.now()),
      text: `kirim rekap ${session.id}`,
    },
  })
  const file = (unit: CrowdUnit, session: ClosedSession): MorningSaid => ({
    ...{ ...NOTHING, user: unit.coordinators[1] ?? 0, at: second(Date.now()) },
    text: `rekap pdf ${unit.id} s${session.id}`,
  })

  return {
    said,
    count: () => said.reduce((sum, { messages }) => sum + messages, 0),

    /** One round: everybody at once, each unit in an order of its own. */
    async round(session: ClosedSession, before: ClosedSession | null): Promise<void> {
      marked += 1
      for (const unit of crowd.units) {
        const employees = unit.employees.filter(() => random.next() < 0.6)
        const waves = [
          employees.slice(0, 3).map((id) => late(session, id)),
          mark(unit, marked),
          before ? [handIn(unit, before)] : [],
          employees.slice(3).map((id) => late(session, id)),
          before && random.next() < 0.5 ? [file(unit, before)] : [],
        ]
        for (const wave of waves) {
          await tell(wave)
          await sleep(random.between(0, 40))
        }
      }
    },

    /** Every recap, once more: by the other coordinator, where something has changed since. */
    async everyRecap(sessions: ClosedSession[]): Promise<void> {
      for (const session of sessions) await tell(crowd.units.map((unit) => handIn(unit, session, 1)))
    },
  }
}
