import type { Cast } from './cast.ts'
import type { Stage } from './stage.ts'

/** "basis data: …": what no conversation shows. README.md lists the orders. */
export async function checkDatabase(stage: Stage, cast: Cast, order: string): Promise<void> {
  const { prisma } = stage.db
  const absent = /^tidak ada (.+)$/.exec(order)?.[1]
  if (absent) {
    const tables = await prisma.$queryRaw<{ name: string }[]>`
      SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`
    for (const { name } of tables) {
      const rows = await prisma.$queryRawUnsafe<{ found: boolean }[]>(
        `SELECT EXISTS (SELECT 1 FROM "${name}" x WHERE position($1 IN x::text) > 0) AS found`,
        absent,
      )
      if (rows[0]?.found) throw new Error(`  "${absent}" stands in ${name}`)
    }
    return
  }
  const groups = /^(\d+) grup menerima$/.exec(order)?.[1]
  if (groups) {
    const told = await prisma.outbox.count({ where: { recipient: { startsWith: 'group/' }, state: 'sent' } })
    if (told !== Number(groups)) throw new Error(`  ${told} groups`)
    return
  }
  const broken = /^rusak percakapan (\p{L}+)$/u.exec(order)?.[1]
  if (broken) {
    // As an older version may have left it: a dialog that exists, a state that it cannot read.
    const changed = await prisma.$executeRaw`
      UPDATE conversation SET state = '{"step":"dulu","versi":0}'::jsonb
      WHERE address_id = (SELECT id FROM address WHERE external_id = ${cast.get(broken)?.hand.id ?? ''}) AND dialog IS NOT NULL`
    if (changed !== 1) throw new Error(`  ${broken} has no open dialog`)
    return
  }
  const [, name = '', status = ''] = /^(\p{L}+) (hadir|terlambat|tidak tercatat)$/u.exec(order) ?? []
  const personId = cast.get(name)?.personId ?? 0
  if (!status) throw new Error(`nobody can ask the database "${order}"`)
  const kept = await prisma.attendance.findMany({ where: { personId } })
  const found = kept.map((one) => one.status).join(', ') || 'tidak tercatat'
  if (found !== status) throw new Error(`  ${name}: ${found}`)
}
