import type { Db } from './db.ts'

/** Demo and real data never meet: a lost token must not open a demo on a city's database. */
class WrongMode extends Error {}

/**
 * Marks a new database as demo or real, and refuses one that is marked otherwise.
 * @throws WrongMode with what to do
 */
export async function markMode(db: Pick<Db, 'prisma'>, mode: 'demo' | 'real'): Promise<void> {
  const { value } = await db.prisma.meta.upsert({
    where: { key: 'mode' },
    create: { key: 'mode', value: mode },
    update: {},
  })
  if (value === mode) return
  throw new WrongMode(
    mode === 'demo'
      ? 'This data directory holds real data, and no messenger is configured: Guyub would open a demo on it. Set TELEGRAM_TOKEN (or WEBCHAT=on), or give the demo a directory of its own with DATA_DIR.'
      : 'This data directory holds a demo, and a messenger is configured: invented people would be written to for real. Set DATA_DIR to another directory, or remove the demo data.',
  )
}
