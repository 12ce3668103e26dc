import type { Tx } from '../../lib/db.ts'
import { inAudience } from '../attendance/expected.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import type { Rule } from './completion.ts'

export type Retret = {
  id: number
  title: string
  rule: Rule
  /** The unit that gives it. */
  ownerPath: string
  summedAt: Date | null
  /** When its first and its last session begin. */
  from: Date
  to: Date
  /** A session of it is still to come, or open. */
  open: boolean
}

type Holder = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }
type Row = Omit<Retret, 'rule'> & Rule & { mine: boolean; paths: string[] }

/** Longer ago nobody means it without saying when. */
const LOOK_BACK_MS = 120 * 86_400_000
const WORDS =
  /\b(?:retr?eat|retret|pelatihan|diklat|bimtek|latsar|workshop|lokakarya|orientasi|pembekalan|progres|progress|perkembangan|rekap|status|hasil|kelulusan|peserta|daftar|penilaian|umpan|balik|saya|sy|aku|kami|lihat|cek|tolong|mohon|minta|pak|bu|min|ya|dong|nya|di|dari|yang|siapa|saja|apakah|sudah|lulus|selesai|belum|tambah\p{L}*|hapus|keluarkan|ke|kirim|excel|berapa|sesi)\b/giu

/** "gelombang 2", "angkatan II": what tells two of one name apart. */
const NUMBER = /^(?:\d+|[ivx]+)$/

function bears(title: string, word: string): boolean {
  const lower = title.toLowerCase()
  // The 2 of 2026 is no second wave.
  return NUMBER.test(word) ? lower.split(/[^\p{L}\d]+/u).includes(word) : lower.includes(word)
}

/**
 * Activities of several sessions that somebody may mean: the latest that has begun, then those to come.
 * @param as `own`: as a participant; `coordinator`: those in whose audience there are people of the own part of the city
 */
export async function findRetrets(
  tx: Tx,
  person: Holder,
  as: 'own' | 'coordinator',
  text: string,
  now: Date,
): Promise<Retret[]> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT a.id, a.title, ou.path AS "ownerPath", a.summed_at AS "summedAt", a.complete_percent AS percent,
      a.complete_mandatory AS "allMandatory", a.leave_excuses AS "leaveExcuses", d.first AS "from", d.last AS "to", coalesce(d.open, false) AS open,
      EXISTS (SELECT 1 FROM session s, person p JOIN unit u ON u.id = p.unit_id
        WHERE s.activity_id = a.id AND p.id = ${person.id} AND (${inAudience}
          OR EXISTS (SELECT 1 FROM attendance t WHERE t.session_id = s.id AND t.person_id = p.id))) AS mine,
      ARRAY(SELECT DISTINCT u.path FROM session s JOIN unit u ON u.id = ANY(s.audience_units) WHERE s.activity_id = a.id) AS paths
    FROM activity a JOIN unit ou ON ou.id = a.unit_id
    JOIN LATERAL (SELECT min(s.starts_at) AS first, max(s.starts_at) AS last,
        bool_or(s.status = 'scheduled' AND s.closes_at > ${now}) AS open FROM session s WHERE s.activity_id = a.id) d ON true
    WHERE a.complete_percent IS NOT NULL AND d.last > ${new Date(now.getTime() - LOOK_BACK_MS)}
    ORDER BY d.first > ${now}, CASE WHEN d.first > ${now} THEN d.first END, d.last DESC, a.id DESC LIMIT 50`
  const paths = coordinatedPaths(person)
  const meet = (one: string) => paths.some((path) => one.startsWith(path) || path.startsWith(one))
  const able = rows.filter((one) =>
    as === 'own' ? one.mine : coordinates(person, one.ownerPath) || one.paths.some(meet),
  )
  const words = text
    .toLowerCase()
    .replace(WORDS, ' ')
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word.length > 2 || NUMBER.test(word))
  const named = able.filter(({ title }) => words.length > 0 && words.every((word) => bears(title, word)))
  return (named.length > 0 ? named : able).map(
    ({ percent, allMandatory, leaveExcuses, mine: _, paths: __, ...one }) => ({
      ...one,
      rule: { percent, allMandatory, leaveExcuses },
    }),
  )
}

/** @returns null when there is no such activity, or it is none of several sessions */
export async function retretById(tx: Tx, id: number): Promise<Pick<Retret, 'id' | 'title' | 'rule'> | null> {
  const one = await tx.activity.findUnique({ where: { id } })
  if (!one || one.completePercent === null) return null
  const { title, completePercent: percent, completeMandatory: allMandatory, leaveExcuses } = one
  return { id, title, rule: { percent, allMandatory, leaveExcuses } }
}
