import { readConfig } from '../config.ts'
import { verifyChains } from '../features/audit/verify.ts'
import { loadCity } from '../lib/city.ts'
import { openDatabase } from '../lib/db.ts'
import { loadLocales } from '../lib/i18n.ts'
import { migrate } from '../lib/migrate.ts'
import { openSecret } from '../lib/secret.ts'

/**
 * `npm run audit:verify`: recomputes the chains of all sessions of this installation (the same settings as the server's;
 * an embedded database must be stopped) and says where one breaks. Exit code 1 when one does, or cannot be checked.
 */
try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}

async function main(): Promise<number> {
  const config = readConfig()
  const t = loadLocales(loadCity(config.city)).translator('id')
  const print = (line: string) => process.stdout.write(`${line}\n`)
  const db = await openDatabase(config)
  try {
    await migrate(db)
    const { findings, ...counts } = await verifyChains(db, openSecret(config.secret, config.dataDir))
    for (const { kind, title, startsAt: at, seq, row, sessionId } of findings) {
      const name = row ? t(`audit:row.${row.kind}`, { id: row.id }) : ''
      print(t(`audit:finding.${kind}`, { title, at, seq, row: name, session: sessionId }))
    }
    print(t('audit:checked', counts))
    print(t(findings.length === 0 ? 'audit:whole' : 'audit:broken', { count: findings.length }))
    return findings.length === 0 ? 0 : 1
  } finally {
    await db.close()
  }
}
