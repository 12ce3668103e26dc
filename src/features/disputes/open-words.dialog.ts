import type { Ctx } from '../../conversation/dialog.ts'
import type { Tx } from '../../lib/db.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'

const LOOK_BACK_MS = 7 * 86_400_000
/** More than a phone shows at once; "rekap" has the rest. */
const MOST = 5

type Open = { ref: string; kind: 'leave' | 'waits' | 'added' | 'annul' | 'dispute'; names: string[] }

/**
 * "setuju" by itself, when several people may have asked for it: nothing is guessed. What waits for this coordinator's word
 * is shown, with its buttons.
 */
export async function openWords(ctx: Ctx): Promise<Outgoing[]> {
  const { person, t } = ctx
  if (!person) return [{ text: t('dispute:words.none') }]
  const open = await openWordsOf(ctx.tx, person.id, coordinatedPaths(person), ctx.now)
  if (open.length === 0) return [{ text: t('dispute:words.none') }]
  const lines = open.map(({ ref, kind, names }) => t(`dispute:words.line.${kind}`, { ref, names }))
  const [only] = open
  const choices =
    open.length === 1 && only
      ? [
          { id: `=setuju ${only.ref}`, label: t('people:choice.approve') },
          { id: `=tolak ${only.ref}`, label: t('people:choice.refuse') },
        ]
      : open.map(({ ref }) => ({ id: `=setuju ${ref}`, label: t('dispute:words.approve', { ref }) }))
  return [{ text: [t('dispute:words.head', { count: open.length }), ...lines].join('\n'), choices }]
}

/** Whoever proposed it, and whom it is about, decide nothing here. */
function openWordsOf(tx: Tx, me: number, paths: string[], now: Date): Promise<Open[]> {
  const since = new Date(now.getTime() - LOOK_BACK_MS)
  return tx.$queryRaw<Open[]>`
    WITH own AS (SELECT u.id FROM unit u WHERE EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) WHERE u.path LIKE c.path || '%')),
    each AS (
      SELECT a.ref, 'leave' AS kind, p.name, p.id AS person_id, 0 AS by_id, a.asked_at AS at
      FROM absence a JOIN own ON own.id = a.unit_id JOIN person p ON p.id = a.person_id WHERE a.state = 'open'
      UNION ALL
      SELECT k.ref, 'waits', p.name, p.id, 0, k.at FROM check_in_ask k JOIN own ON own.id = k.unit_id
      JOIN check_in c ON c.id = ANY(k.check_in_ids) JOIN person p ON p.id = c.person_id
      WHERE NOT EXISTS (SELECT 1 FROM ruling r WHERE r.check_in_id = c.id)
      UNION ALL
      SELECT r.ref, CASE r.kind WHEN 'annul' THEN 'annul' ELSE 'added' END, p.name, p.id, r.proposed_by, r.proposed_at
      FROM ruling r JOIN person p ON p.id = r.person_id JOIN own ON own.id = p.unit_id
      WHERE r.second AND r.confirmed_at IS NULL AND r.refused_at IS NULL AND r.kind IN ('annul', 'after_closing')
      UNION ALL
      SELECT d.ref, 'dispute', p.name, p.id, 0, d.at FROM dispute d JOIN person p ON p.id = d.person_id JOIN own ON own.id = p.unit_id
      WHERE d.state = 'open')
    SELECT ref, kind, array_agg(name ORDER BY name) AS names FROM each WHERE at > ${since}
    GROUP BY ref, kind HAVING bool_and(person_id <> ${me} AND by_id <> ${me}) ORDER BY max(at) DESC, ref LIMIT ${MOST}`
}
