import { migratedImage } from './image.ts'

/** Prepared once per run; see test/support/database.ts for what each file gets. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  process.env.GUYUB_TEST_IMAGE = await migratedImage()
  if (process.env.TEST_DATABASE !== 'postgres') return undefined

  const [{ openTestPostgres }, { openDatabase }, { migrate }] = await Promise.all([
    import('./postgres.ts'),
    import('../../src/lib/db.ts'),
    import('../../src/lib/migrate.ts'),
  ])
  const server = await openTestPostgres()
  await server.admin('CREATE DATABASE guyub_template')
  const template = await openDatabase({
    database: { url: server.urlOf('guyub_template'), pool: 4 },
    dataDir: '',
  })
  await migrate(template)
  await template.close()
  process.env.GUYUB_TEST_POSTGRES = server.url
  return () => server.stop()
}
