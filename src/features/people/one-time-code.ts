import type { Tx } from '../../lib/db.ts'
import { readableCode } from '../../lib/readable-code.ts'

const SHAPE = /\bGUYUB[\s-]*([2-9A-HJ-NP-Z]{4})[\s-]*([2-9A-HJ-NP-Z]{4})\b/i

/** A code such as "GUYUB-7KQ2-9XF4": 40 bits, enough with five guesses an hour. */
export function newCode(): string {
  const code = readableCode(8)
  return `GUYUB-${code.slice(0, 4)}-${code.slice(4)}`
}

/** A short word to name something in chat ("setujui 7KQ2"); it opens nothing by itself. */
export function newReference(): string {
  return readableCode(4)
}

/** The code in a message, written the way `newCode` writes it, or null. */
export function readOneTimeCode(text: string): string | null {
  const found = SHAPE.exec(text)
  return found ? `GUYUB-${found[1]}-${found[2]}`.toUpperCase() : null
}

export type CodeSubject =
  | { personId: number }
  | { role: 'admin' }
  | { unitId: number; by: number }
  | { pointId: number; by: number }

type Purpose = 'claim' | 'admin' | 'group' | 'petugas'

/** Keeps only the digest: who reads the table learns no code. */
export async function saveCode(
  tx: Tx,
  digest: string,
  purpose: Purpose,
  subject: CodeSubject,
  expiresAt: Date,
  createdBy: number | null,
): Promise<void> {
  await tx.oneTimeCode.create({ data: { digest, purpose, subject, expiresAt, createdBy } })
}

/**
 * Uses a code up.
 * @returns its subject, or null when it is unknown, used or expired
 */
export async function useCode(tx: Tx, digest: string, now: Date): Promise<CodeSubject | null> {
  const rows = await tx.$queryRaw<{ subject: CodeSubject }[]>`
    UPDATE one_time_code SET used_at = ${now} WHERE digest = ${digest} AND used_at IS NULL AND expires_at > ${now}
    RETURNING subject`
  return rows[0]?.subject ?? null
}

/** What a code is for, and whether it still opens; null for one that nobody gave out. It is not used up by this. */
export async function peekCode(
  tx: Tx,
  digest: string,
  now: Date,
): Promise<{ purpose: Purpose; subject: CodeSubject; open: boolean; used: boolean } | null> {
  const row = await tx.oneTimeCode.findUnique({ where: { digest } })
  if (!row) return null
  const used = row.usedAt !== null
  const subject = row.subject as CodeSubject
  return { purpose: row.purpose as Purpose, subject, used, open: !used && row.expiresAt > now }
}
