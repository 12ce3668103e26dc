import type { Tx } from '../../lib/db.ts'
import { EXCUSED, PRESENT } from '../attendance/statuses.ts'

export type What = 'annul' | 'waits' | 'dispute'

/** What a short word of a chat ("setuju 7KQ2") is about, and whose deciders it waits for; null: nothing of ours. */
export async function wordOfRef(tx: Tx, ref: string): Promise<{ what: What; unitPath: string } | null> {
  const [found] = await tx.$queryRaw<{ what: What; unitPath: string }[]>`
    WITH named AS (
      SELECT 'annul' AS what, coalesce(t.unit_id, p.unit_id) AS unit_id FROM ruling r JOIN person p ON p.id = r.person_id
      LEFT JOIN attendance t ON t.session_id = r.session_id AND t.person_id = r.person_id
      WHERE r.ref = ${ref.toUpperCase()} AND r.kind = 'annul'
      UNION ALL SELECT 'waits', unit_id FROM check_in_ask WHERE ref = ${ref.toUpperCase()}
      UNION ALL
      SELECT 'dispute', coalesce(t.unit_id, p.unit_id) FROM dispute d JOIN person p ON p.id = d.person_id
      LEFT JOIN attendance t ON t.session_id = d.session_id AND t.person_id = d.person_id
      WHERE d.ref = ${ref.toUpperCase()})
    SELECT n.what, u.path AS "unitPath" FROM named n JOIN unit u ON u.id = n.unit_id LIMIT 1`
  return found ?? null
}

/** As a coordinator writes them; "dinas" alone is out of office too. */
const WORDS: [RegExp, (typeof PRESENT)[number] | (typeof EXCUSED)[number]][] = [
  [/^(?:hadir|h|masuk|ada)$/, 'hadir'],
  [/^(?:terlambat|telat|tlmbt|t)$/, 'terlambat'],
  [/^(?:izin|ijin|i)$/, 'izin'],
  [/^(?:sakit|s)$/, 'sakit'],
  [/^(?:cuti|c|ct)$/, 'cuti'],
  [/^(?:dinas(?:[ _]luar)?|dl|tugas luar)$/, 'dinas_luar'],
  [/^(?:tugas[ _]belajar|tubel|tb)$/, 'tugas_belajar'],
]

/** "hadir", "dinas luar", "DL": what somebody says that a person was; null for anything else. */
export function claimedStatus(text: string) {
  const word = text
    .toLowerCase()
    .replace(/[^a-z_ ]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return WORDS.find(([shape]) => shape.test(word))?.[1] ?? null
}

/** All that a dispute may be accepted as, in the order of a list. */
export const CLAIMS = [...PRESENT, ...EXCUSED]
