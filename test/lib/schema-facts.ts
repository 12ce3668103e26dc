import type { Db } from '../../src/lib/db.ts'

/** What the engine's diff does not see, as PostgreSQL itself describes it. */
export async function schemaFacts(db: Pick<Db, 'prisma'>) {
  const list = async (rows: Promise<{ fact: string }[]>) => (await rows).map(({ fact }) => fact)
  const { prisma } = db
  return {
    indexes: await list(prisma.$queryRaw`
      SELECT indexdef AS fact FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' ORDER BY indexname`),
    // Not-null constraints have names of their own from PostgreSQL 18 on; the columns tell them on every version.
    constraints: await list(prisma.$queryRaw`
      SELECT conrelid::regclass || ': ' || conname || ' ' || pg_get_constraintdef(oid) AS fact FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace AND contype <> 'n' AND conrelid <> '_prisma_migrations'::regclass
      ORDER BY conrelid::regclass::text, conname`),
    triggers: await list(prisma.$queryRaw`
      SELECT pg_get_triggerdef(oid) AS fact FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname`),
    functions: await list(prisma.$queryRaw`
      SELECT proname || ' ' || md5(prosrc) AS fact FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY proname`),
  }
}
