import type { Tx } from '../../lib/db.ts'

/** The end of a chain as it is printed and read aloud: "7f3a 91bc 02de". */
export function headWords(digest: string): string {
  return (digest.slice(0, 12).match(/.{4}/g) ?? []).join(' ')
}

/**
 * The head of a session's chain, for a document or a message: whoever keeps it can say later whether anything that was
 * sealed then is another thing now.
 * @returns null while nothing of the session is sealed
 */
export async function headOf(tx: Tx, sessionId: number): Promise<string | null> {
  const last = await tx.seal.findFirst({
    where: { sessionId },
    orderBy: { seq: 'desc' },
    select: { digest: true },
  })
  return last && headWords(last.digest)
}
