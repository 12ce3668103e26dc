import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { Outgoing } from '../../message.ts'
import { enqueue, type OutboxRow, rowsFor } from '../../outbox/enqueue.ts'
import { inTongue, type Voice } from '../agenda/captioned.ts'
import { othersOfDay } from '../retret/others-of-day.ts'
import { audienceOf, coordinatorsOf, groupsOf, type Member, type Reachable } from './audience.ts'
import type { Due, FireDeps } from './fire.ts'
import { type About, namesOf, toCoordinator, toGroup, toMember, under } from './letters.ts'
import { routeOf } from './reach.ts'
import { overlap } from './rules.ts'

type Session = About & { id: number; status: string }

/** Within the smallest of the messengers. */
const LIMIT = 4_000
/** So many rows a statement: one of a whole city would be megabytes. */
const CHUNK = 500

/**
 * Writes the messages of a reminder about a session, to those whom it concerns at this moment.
 * @returns how many; null when the session is off
 */
export async function fireSession(tx: Tx, due: Due, deps: FireDeps, now: Date): Promise<number | null> {
  const session = await tx.session.findUnique({ where: { id: Number(due.subject.split('/')[1]) } })
  if (session?.status !== 'scheduled') return null
  const others = due.template === 'ahead' ? await othersOfDay(tx, session, deps.city.zone) : []
  const rows = await letters(tx, due, { ...session, others }, deps, now)
  for (let n = 0; n < rows.length; n += CHUNK) await enqueue(tx, rows.slice(n, n + CHUNK))
  return rows.length
}

async function letters(tx: Tx, due: Due, session: Session, deps: FireDeps, now: Date): Promise<OutboxRow[]> {
  const within = { sessionId: session.id, unitPath: due.unitPath, except: due.except }
  const members = await audienceOf(tx, within)
  const write = writer(due, deps, now)
  if (due.template === 'later') return later(due, session, members, write)
  const coordinators = await coordinatorsOf(tx, within, now)
  if (due.template === 'names') {
    const missing = members.filter((one) => !one.recorded)
    return coordinators.flatMap(({ personId, paths, to }) => {
      const own = under(paths, missing)
      return own.length > 0 ? write(to, `coordinator/${personId}`, (t) => namesOf(session, own, t)) : []
    })
  }
  const template = due.template === 'missing' ? 'missing' : 'ahead'
  const { personal, others } = await routeOf(tx, { ...due, template }, members, deps.reach)
  const groups = await groupsOf(tx, within)
  // A group is told of what its own people do not hear by themselves.
  const toGroups = groups.flatMap((group) => {
    const count = others.filter(({ unitPath }) => overlap(unitPath, group.unitPath)).length
    return count > 0
      ? write(group, `group/${group.addressId}`, (t) => toGroup(template, session, count, t))
      : []
  })
  const covered = ({ unitPath }: Member) => groups.some((group) => unitPath.startsWith(group.unitPath))
  const toCoordinators = new Map<number, OutboxRow[]>()
  // Whom no group reaches either, the coordinator tells; who is missing, the list of names will say.
  for (const { personId, paths, to } of template === 'ahead' ? coordinators : []) {
    const own = under(paths, others).filter(
      (one) => one.optedOut || (one.personId !== personId && !covered(one)),
    )
    if (own.length > 0)
      toCoordinators.set(
        personId,
        write(to, `coordinator/${personId}`, (t) => toCoordinator(session, own, t)),
      )
  }
  const toMembers = personal
    // One copy each: the coordinator's says it as well.
    .filter((one) => !toCoordinators.has(one.personId))
    .flatMap((one) => {
      const say: Say = (t) => toMember(template, session, one, t)
      return write(one.to, `person/${one.personId}`, say, one.shared ? undefined : 'member')
    })
  return [...toGroups, ...[...toCoordinators.values()].flat(), ...toMembers]
}

/** Somebody asked to be reminded later: at the phone that asked, unless it has been done. */
function later(due: Due, session: Session, members: Member[], write: Write): OutboxRow[] {
  const one = members.find(({ personId }) => personId === due.personId)
  return one && !one.recorded
    ? write(one.to, `person/${one.personId}`, (t) => toMember('later', session, one, t))
    : []
}

type Say = (t: Translate) => Outgoing
/** @param same under this name the same is said to everybody of a language: written once */
type Write = (to: Reachable | null, recipient: string, say: Say, same?: string) => OutboxRow[]

function writer(due: Due, voice: Voice, now: Date): Write {
  const ttl = Math.max(60, Math.round((due.expiresAt.getTime() - now.getTime()) / 1_000))
  const written = new Map<string, Outgoing>()
  return (to, recipient, say, same) => {
    if (!to) return []
    const key = same === undefined ? recipient : `${to.locale}/${same}`
    const message = written.get(key) ?? inTongue(say, to.locale, voice)
    written.set(key, message)
    return rowsFor(to.addressId, message, `reminder/${due.id}/${recipient}`, LIMIT, {
      ...{ lane: 'reminder', recipient, topic: due.subject, ttl },
      to: { channel: to.channel, id: to.externalId },
    })
  }
}
