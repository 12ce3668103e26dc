import { codesUntil, proves } from '../agenda/proof.ts'
import { codeAt, SCREEN_STEP } from './code.ts'

export type ShownCode = { code: string; from: Date; to: Date }

type Codes = {
  codeKey: string
  opensAt: Date
  closesAt: Date
  closingFrom: Date | null
  closingUntil: Date | null
}

/**
 * The codes whose time on the screen begins now or later and ends by `until`, only while they prove something:
 * a code shown before the opening, or between check-in and the code of the end, would promise what is then refused.
 */
export function codesBetween(session: Codes, now: Date, until: Date): ShownCode[] {
  const codes: ShownCode[] = []
  let at = now > session.opensAt ? now : session.opensAt
  while (at < codesUntil(session)) {
    if (session.closingFrom && !proves(session, at)) at = session.closingFrom
    const { code, stepStart, stepEnd } = codeAt(session.codeKey, at, SCREEN_STEP)
    if (stepEnd > until) break
    codes.push({ code, from: stepStart, to: stepEnd })
    at = stepEnd
  }
  return codes
}
