/**
 * The decision about one check-in, from times alone: never from when we process it (DESIGN §2). Pure: the same
 * message gets the same verdict today, after a queue, and when it is judged again.
 *
 * A code proves the moment at which it was shown (issue 2). So a check-in by code counts at the moment of the
 * code's display [stepStart, stepEnd) that lies nearest to the message's time:
 * - sent while it was shown: at the message's own time;
 * - sent up to 120 s after: still current, at the last moment it was shown;
 * - sent up to `latePhoneMinutes` after (a phone without signal): the same, flagged `late_phone`, both times kept;
 * - sent later: `old_code`, kept for the coordinator, not counted;
 * - stamped up to 10 s before (the two clocks differ): at its first moment; earlier still: `unseen_code`.
 * Nearest, and not simply the start: waiting then never makes anybody earlier, and because the screen's steps
 * do not straddle a minute, a code seen on time is on time however late the phone sends it. A unit's step of
 * three minutes can straddle `onTimeUntil` when that is no multiple of three minutes; the flag and the
 * coordinator settle those.
 *
 * A called-out code of another unit (issue 2 "flagged, so that a leak has an address", issue 3 "a leaked code
 * that is refused"): it is kept in the raw log and flagged `leaked_unit_code` with its unit, and does not count.
 * It proves that somebody of that unit heard it, not that this person was there.
 */

/** Seconds; windows follow our clock, messages follow the platform's (DESIGN §2). */
export const CODE_EARLY_SECONDS = 10
export const CODE_CURRENT_SECONDS = 120
export const LATE_PHONE_MINUTES = 10

/** The times of prisma `Session`. All bounds belong to the window (≤, ≥). */
export type Window = {
  opensAt: Date
  startsAt: Date
  onTimeUntil: Date
  closesAt: Date
  graceUntil: Date
  status: 'scheduled' | 'cancelled'
}

/** What of an `Incoming` matters here. */
export type Message = { at: Date; clock: 'platform' | 'ours'; edited: boolean; forwarded: boolean }

export type Proof =
  | { kind: 'code'; shownAt: Date; stepSeconds: number }
  /** `ownUnit`: the code belongs to the person's unit. Unknown person: judge again when somebody claims it. */
  | { kind: 'unit_code'; shownAt: Date; stepSeconds: number; codeUnitId: number; ownUnit: boolean }
  | { kind: 'place' }
  | { kind: 'word' }

export type Flag = 'late_phone' | 'leaked_unit_code'

export type Verdict =
  | {
      verdict: 'accepted'
      status: 'hadir' | 'terlambat'
      countsAt: Date
      messageAt: Date
      codeAt: Date | null
      flags: Flag[]
    }
  | { verdict: 'old_code'; codeAt: Date; countsAt: Date; messageAt: Date; flags: Flag[] }
  | { verdict: 'unseen_code'; codeAt: Date; messageAt: Date }
  | { verdict: 'other_unit_code'; codeUnitId: number; codeAt: Date; messageAt: Date; flags: Flag[] }
  | { verdict: 'too_early'; opensAt: Date; countsAt: Date; messageAt: Date }
  | { verdict: 'closed'; closedAt: Date; countsAt: Date; messageAt: Date; flags: Flag[] }
  | { verdict: 'cancelled' }
  | { verdict: 'not_a_message' }
  | { verdict: 'edited'; messageAt: Date }
  | { verdict: 'forwarded'; messageAt: Date }

export type JudgeInput = { session: Window; message: Message; proof: Proof; latePhoneMinutes?: number }

/** The first rule that refuses, in the order in which a person would want to hear it. */
export function judge({
  session,
  message,
  proof,
  latePhoneMinutes = LATE_PHONE_MINUTES,
}: JudgeInput): Verdict {
  const messageAt = message.at
  if (session.status === 'cancelled') return { verdict: 'cancelled' }
  if (message.clock === 'ours') return { verdict: 'not_a_message' }
  if (message.edited) return { verdict: 'edited', messageAt }
  if (message.forwarded) return { verdict: 'forwarded', messageAt }

  const moment = momentOf(proof, messageAt, latePhoneMinutes)
  const codeAt = 'shownAt' in proof ? proof.shownAt : null
  if (codeAt && moment.age === 'unseen') return { verdict: 'unseen_code', codeAt, messageAt }
  if (proof.kind === 'unit_code' && !proof.ownUnit) {
    const { codeUnitId, shownAt } = proof
    return { verdict: 'other_unit_code', codeUnitId, codeAt: shownAt, messageAt, flags: ['leaked_unit_code'] }
  }
  const { countsAt } = moment
  const flags: Flag[] = moment.age === 'late_phone' ? ['late_phone'] : []
  if (codeAt && moment.age === 'old') return { verdict: 'old_code', codeAt, countsAt, messageAt, flags }
  if (countsAt < session.opensAt)
    return { verdict: 'too_early', opensAt: session.opensAt, countsAt, messageAt }
  if (countsAt > session.closesAt)
    return { verdict: 'closed', closedAt: session.closesAt, countsAt, messageAt, flags }
  return { verdict: 'accepted', status: statusAt(session, countsAt), countsAt, messageAt, codeAt, flags }
}

type Moment = { age: 'current' | 'late_phone' | 'old' | 'unseen'; countsAt: Date }

function momentOf(proof: Proof, messageAt: Date, latePhoneMinutes: number): Moment {
  if (!('shownAt' in proof)) return { age: 'current', countsAt: messageAt }
  const at = messageAt.getTime()
  const start = proof.shownAt.getTime()
  const end = start + proof.stepSeconds * 1000
  // The end itself already belongs to the next code: 07.29.59,999 is on time until 07.30, and reads "07.29".
  const countsAt = new Date(Math.min(Math.max(at, start), end - 1))
  if (at < start - CODE_EARLY_SECONDS * 1000) return { age: 'unseen', countsAt }
  if (at <= end + CODE_CURRENT_SECONDS * 1000) return { age: 'current', countsAt }
  return { age: at <= end + latePhoneMinutes * 60_000 ? 'late_phone' : 'old', countsAt }
}

function statusAt(session: Pick<Window, 'onTimeUntil'>, countsAt: Date): 'hadir' | 'terlambat' {
  return countsAt <= session.onTimeUntil ? 'hadir' : 'terlambat'
}

/**
 * What somebody is who has no decided attendance and no excuse: `tanpa_keterangan` exists only after closing
 * and grace have both passed (DOMAIN §1); a cancelled session asks nobody (null), and a disturbed one, in which messages
 * may have been lost, makes nobody absent.
 */
export function statusWithout(
  session: Pick<Window, 'closesAt' | 'graceUntil' | 'status'> & {
    disturbedAt?: Date | null
    coordinatorOnlyAt?: Date | null
  },
  now: Date,
): 'belum' | 'tanpa_keterangan' | 'belum_dipastikan' | null {
  if (session.status === 'cancelled') return null
  if (now <= session.graceUntil || now <= session.closesAt) return 'belum'
  return session.disturbedAt || session.coordinatorOnlyAt ? 'belum_dipastikan' : 'tanpa_keterangan'
}
