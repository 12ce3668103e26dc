import { codeAt, SCREEN_STEP } from './code.ts'

export type ShownCode = { code: string; from: Date; to: Date }

/**
 * The codes whose time on the screen begins now or later and ends by `until`, only while the window is open:
 * a code shown before the opening would promise a check-in that is then refused.
 */
export function codesBetween(
  session: { codeKey: string; opensAt: Date; closesAt: Date },
  now: Date,
  until: Date,
): ShownCode[] {
  const codes: ShownCode[] = []
  let at = now > session.opensAt ? now : session.opensAt
  while (at < session.closesAt) {
    const { code, stepStart, stepEnd } = codeAt(session.codeKey, at, SCREEN_STEP)
    if (stepEnd > until) break
    codes.push({ code, from: stepStart, to: stepEnd })
    at = stepEnd
  }
  return codes
}
