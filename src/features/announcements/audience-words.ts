import type { Tx } from '../../lib/db.ts'
import { sessionsBetween } from '../agenda/sessions.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { findUnits } from '../people/units.ts'
import type { Audience } from './audience.ts'

type Actor = { id: number; unitPath: string | null; roles: { role: string; unitPath: string }[] }

/** What people can follow, and how it is called. */
export type Topic = { kind: string; names: string[] }

/** What could not be read in it. */
export type Unclear = { unclear: string; names: string[] }

/** Words of people's employment → what stands in the roster. */
const EMPLOYMENT: [RegExp, string[]][] = [
  [/\bnon[ -]?asn\b/g, ['NON_ASN']],
  [/\bpppk (paruh waktu|pw)\b/g, ['PPPK_PW']],
  [/\bcpns\b/g, ['CPNS']],
  [/\bpns\b/g, ['PNS']],
  [/\bpppk\b/g, ['PPPK', 'PPPK_PW']],
  [/\basn\b/g, ['PNS', 'CPNS', 'PPPK', 'PPPK_PW']],
  [/\bphl\b/g, ['PHL']],
  [/\b(tenaga )?honorer\b/g, ['HONORER']],
  [/\b(tkk|tenaga kontrak)\b/g, ['TKK']],
]
const ROLES: [RegExp, string][] = [
  [/\b(para )?koordinator\b/g, 'koordinator'],
  [/\bpetugas\b/g, 'petugas'],
  [/\bpimpinan\b/g, 'pimpinan'],
  [/\badmin\b/g, 'admin'],
]
const ABSENT =
  /\b(yang )?(belum|tidak|tdk|blm)[ -](hadir|absen|presensi|tercatat)( (apel|senam|hari ini|tadi))*\b/g
const PRESENT = /\b(yang )?(sudah |telah )?(hadir|tercatat)( (apel|senam|hari ini|tadi))*\b/g
const FILLER =
  /\b(ke|kepada|untuk|bagi|buat|semua|seluruh|para|pegawai|opd|staf|orang|saja|aja|hanya|khusus|yang|yg|di|dari|pada|ya|dong|tolong|se)\b/g
const FOLLOWING = /\b(?:yang |yg )?(?:ikut|mengikuti|pengikut|ikuti)(?: info)? TOPIC\b/
const FOLLOWS = (name: string) =>
  new RegExp(FOLLOWING.source.replace('TOPIC', name.replace(/[^\p{L}\p{N} ]/gu, '')), 'iu')
const NEAR_MS = 18 * 3_600_000

/**
 * "PHL Dinas Kesehatan kecuali Puskesmas Air Itam", "koordinator saja", "yang belum hadir": for whom something is meant.
 * What is not narrowed is the whole part of the city that the actor answers for.
 */
export async function audienceIn(
  tx: Tx,
  text: string,
  actor: Actor,
  now: Date,
  topics: Topic[] = [],
): Promise<{ audience: Audience } | Unclear> {
  const [wanted = '', ...unwanted] = plain(text).split(/\b(?:kecuali|selain)\b/)
  const narrowed = { employment: [] as string[], roles: [] as string[] }
  let rest = wanted
  for (const [words, names] of EMPLOYMENT) rest = take(rest, words, () => narrowed.employment.push(...names))
  for (const [words, name] of ROLES) rest = take(rest, words, () => narrowed.roles.push(name))
  let session: Audience['session'] = null
  const near = async (present: boolean) => {
    const found = await nearest(tx, actor, now)
    session = found === null ? null : { id: found, present }
  }
  if (new RegExp(ABSENT).test(rest)) await near(false)
  rest = rest.replace(ABSENT, ' ')
  if (new RegExp(PRESENT).test(rest)) await near(true)
  rest = rest.replace(PRESENT, ' ')
  const topic = topics.find(({ names }) => names.some((name) => FOLLOWS(name).test(rest))) ?? null
  for (const name of topic?.names ?? []) rest = rest.replace(FOLLOWS(name), ' ')
  const residents = /\bwarga\b/.test(rest)
  rest = rest.replace(/\bwarga\b/g, ' ')
  const units = await unitsIn(tx, rest)
  if ('unclear' in units) return units
  const except = await unitsIn(tx, unwanted.join(','))
  if ('unclear' in except) return except
  const own = await ownTop(tx, actor)
  return {
    audience: {
      units: residents || units.ids.length === 0 ? own : units.ids,
      except: except.ids,
      employment: [...new Set(narrowed.employment)],
      roles: [...new Set(narrowed.roles)],
      kelurahan: residents ? units.ids : [],
      session,
      topic: topic?.kind ?? null,
      without: null,
      residents,
    },
  }
}

/** The topmost units that somebody speaks for. */
export async function ownTop(tx: Tx, actor: Actor): Promise<number[]> {
  const led = actor.roles.filter(({ role }) => role === 'pimpinan').map(({ unitPath }) => unitPath)
  const own = coordinatedPaths(actor)
  const paths = own.length > 0 ? own : led
  const rows = await tx.unit.findMany({ where: { path: { in: paths } }, select: { id: true } })
  return rows.map(({ id }) => id)
}

async function unitsIn(tx: Tx, text: string): Promise<{ ids: number[] } | Unclear> {
  const ids: number[] = []
  for (const part of text.split(/,|;|\bdan\b|\bserta\b|&|\n/)) {
    const name = part.replace(FILLER, ' ').replace(/\s+/g, ' ').trim()
    if (name.length < 2) continue
    const found = await findUnits(tx, name)
    const [only] = found
    if (found.length !== 1 || !only) return { unclear: name, names: found.map((one) => one.name) }
    ids.push(only.id)
  }
  return { ids }
}

/** The session that is on, or was last, in the actor's part of the city. */
async function nearest(tx: Tx, actor: Actor, now: Date): Promise<number | null> {
  const paths = coordinatedPaths(actor)
  const around = await sessionsBetween(
    tx,
    new Date(now.getTime() - NEAR_MS),
    new Date(now.getTime() + NEAR_MS / 18),
  )
  const own = around.filter(
    (one) =>
      one.status !== 'cancelled' &&
      one.audiencePaths.some((path) => paths.some((mine) => path.startsWith(mine) || mine.startsWith(path))),
  )
  return own.at(-1)?.id ?? null
}

function take(text: string, words: RegExp, found: () => void): string {
  return text.replace(words, () => {
    found()
    return ' '
  })
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[.!?]+$/g, '')
    .replace(/\s+/g, ' ')
    .trim()
