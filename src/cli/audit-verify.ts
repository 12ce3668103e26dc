import { verifyChains } from '../features/audit/verify.ts'
import { openSecret } from '../lib/secret.ts'
import { installation, program } from './installation.ts'

/**
 * `npm run audit:verify`: recomputes the chains of all sessions of this installation (the same settings as the server's;
 * an embedded database must be stopped) and says where one breaks. Exit code 1 when one does, or cannot be checked.
 */
await program(main)

async function main(): Promise<number> {
  const { config, t, print, withDatabase } = installation()
  return withDatabase(async (db) => {
    const { findings, ...counts } = await verifyChains(db, openSecret(config.secret, config.dataDir))
    for (const { kind, title, startsAt: at, seq, row, sessionId } of findings) {
      const name = row ? t(`audit:row.${row.kind}`, { id: row.id }) : ''
      print(t(`audit:finding.${kind}`, { title, at, seq, row: name, session: sessionId }))
    }
    print(t('audit:checked', counts))
    print(t(findings.length === 0 ? 'audit:whole' : 'audit:broken', { count: findings.length }))
    return findings.length === 0 ? 0 : 1
  })
}
