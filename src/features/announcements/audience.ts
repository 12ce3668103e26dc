import { z } from 'zod'
import { Prisma } from '../../lib/prisma/client.ts'

/**
 * For whom something is meant: everybody of some parts of the city, narrowed down and with exceptions. What is not named
 * does not narrow. Data, so that it can be kept, read back and asked again.
 */
export const audience = z.object({
  /** Units with everything below them. */
  units: z.array(z.number()).min(1),
  except: z.array(z.number()).default([]),
  /** PNS, PPPK…, or a label such as PHL, HONORER. */
  employment: z.array(z.string()).default([]),
  roles: z.array(z.string()).default([]),
  /** Where residents live: kelurahan or kecamatan. */
  kelurahan: z.array(z.number()).default([]),
  /** Only those who are there, or not there, in a session. */
  session: z.object({ id: z.number(), present: z.boolean() }).nullable().default(null),
  /** Only those who follow it (agenda/follow.ts). */
  topic: z.string().nullable().default(null),
  /** Not those who have silenced it. */
  without: z.string().nullable().default(null),
  /** Residents who have registered instead of employees. */
  residents: z.boolean().default(false),
})
export type Audience = z.infer<typeof audience>

/** Whether a unit's group is the same people, so that what is said there is said to all of them and to nobody else. */
export function isWhole(of: Audience): boolean {
  return (
    !of.residents &&
    of.employment.length + of.roles.length + of.kelurahan.length + of.except.length === 0 &&
    of.session === null &&
    of.topic === null
  )
}

/** The audience as a condition on `person p`, at a moment (roles have terms). */
export function belongs(of: Audience, now: Date): Prisma.Sql {
  const conditions = [Prisma.sql`p.status IN ('roster', 'pending', 'active')`]
  // The units first, once: as a join their number is guessed, and a million people are read for each chunk of them.
  const within = (ids: number[], column: Prisma.Sql) => Prisma.sql`${column} = ANY(ARRAY(
    SELECT own.id FROM unit own JOIN unit top ON top.id = ANY(${ids}::int[]) AND own.path LIKE top.path || '%'))`
  conditions.push(
    of.residents
      ? Prisma.sql`p.unit_id IS NULL AND p.status = 'active'`
      : within(of.units, Prisma.sql`p.unit_id`),
  )
  if (of.except.length > 0)
    conditions.push(Prisma.sql`(${within(of.except, Prisma.sql`p.unit_id`)}) IS NOT TRUE`)
  if (of.kelurahan.length > 0) conditions.push(within(of.kelurahan, Prisma.sql`p.kelurahan_id`))
  if (of.employment.length > 0)
    conditions.push(
      Prisma.sql`(p.employment::text = ANY(${of.employment}::text[]) OR upper(p.employment_label) = ANY(${of.employment}::text[]))`,
    )
  if (of.roles.length > 0)
    conditions.push(Prisma.sql`EXISTS (SELECT 1 FROM role r WHERE r.person_id = p.id AND r.role::text = ANY(${of.roles}::text[])
      AND r.from_at <= ${now} AND (r.until_at IS NULL OR r.until_at > ${now}))`)
  const follows = (topic: string) => Prisma.sql`EXISTS (
    SELECT 1 FROM address_person ap JOIN follow f ON f.address_id = ap.address_id AND f.topic = ${topic} WHERE ap.person_id = p.id)`
  if (of.topic) conditions.push(follows(of.topic))
  if (of.without) conditions.push(Prisma.sql`NOT ${follows(of.without)}`)
  if (of.session) {
    const recorded = Prisma.sql`SELECT 1 FROM attendance t WHERE t.session_id = ${of.session.id} AND t.person_id = p.id`
    // Whoever is excused is neither there nor missing.
    conditions.push(
      of.session.present
        ? Prisma.sql`EXISTS (${recorded} AND t.counts_at IS NOT NULL)`
        : Prisma.sql`NOT EXISTS (${recorded} AND t.status NOT IN ('tanpa_keterangan', 'belum_dipastikan'))`,
    )
  }
  return Prisma.join(conditions, ' AND ')
}
