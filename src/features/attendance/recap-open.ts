import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { openDisputes } from '../disputes/dispute.ts'
import { waitsForWord } from './waiting.ts'

/** What nobody has decided yet, as lines of a recap: check-ins of shared phones, disputes, annulments, additions. */
export async function openLines(tx: Tx, sessionId: number, paths: string[], t: Translate): Promise<string[]> {
  const disputes = await openDisputes(tx, sessionId, paths)
  const annulments = await tx.$queryRaw<{ ref: string; name: string }[]>`
    SELECT r.ref, p.name FROM ruling r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = p.unit_id
    WHERE r.session_id = ${sessionId} AND r.kind = 'annul' AND r.confirmed_at IS NULL AND r.refused_at IS NULL
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS o(path) WHERE u.path LIKE o.path || '%')
    ORDER BY p.name, r.id LIMIT 20`
  const proposals = await tx.$queryRaw<{ ref: string; name: string; status: string; by: string }[]>`
    SELECT r.ref, p.name, r.status, b.name AS by FROM ruling r JOIN person p ON p.id = r.person_id JOIN unit u ON u.id = p.unit_id
    JOIN person b ON b.id = r.proposed_by
    WHERE r.session_id = ${sessionId} AND r.kind = 'after_closing' AND r.second AND r.confirmed_at IS NULL AND r.refused_at IS NULL
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS o(path) WHERE u.path LIKE o.path || '%')
    ORDER BY p.name, r.id LIMIT 20`
  return [
    ...(await waitingLines(tx, sessionId, paths, t)),
    ...disputes.map(({ ref, name, status }) =>
      t('dispute:recap.open', { ref, name, status: t(`why:status.${status}`) }),
    ),
    ...annulments.map((one) => t('dispute:recap.annul', one)),
    ...proposals.map(({ status, ...one }) =>
      t('dispute:recap.addition', { ...one, status: t(`why:status.${status}`) }),
    ),
  ]
}

/** Of whoever is not recorded these are not missing: they have come by a shared phone. */
export async function waitingLines(
  tx: Tx,
  sessionId: number,
  paths: string[],
  t: Translate,
): Promise<string[]> {
  return (await waitingOf(tx, sessionId, paths)).map((one) => waitingLine(one, t))
}

/** A check-in that counts once the coordinator says so: `coordinator` where the session leaves everybody to that word. */
export type Waiting = { name: string; at: Date; coordinator: boolean }

export const waitingLine = ({ coordinator, ...one }: Waiting, t: Translate): string =>
  t(coordinator ? 'proof:recap.waits' : 'dispute:waits.recap', one)

export function waitingOf(tx: Tx, sessionId: number, paths: string[]): Promise<Waiting[]> {
  return tx.$queryRaw<Waiting[]>`
    SELECT p.name, min(c.counts_at) AS at, bool_and('by_coordinator' = ANY(c.flags)) AS coordinator
    FROM check_in c JOIN session s ON s.id = c.session_id JOIN person p ON p.id = c.person_id JOIN unit u ON u.id = p.unit_id
    WHERE c.session_id = ${sessionId} AND ${waitsForWord}
      AND NOT EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = c.session_id AND t.person_id = c.person_id AND t.counts_at IS NOT NULL)
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS o(path) WHERE u.path LIKE o.path || '%')
    GROUP BY p.id, p.name ORDER BY at, p.name LIMIT 20`
}
