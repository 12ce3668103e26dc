// Prisma's CLI insists on a schema-engine binary that `generate` never runs. Pointing it at any
// existing executable keeps `npm ci` free of downloads (DESIGN.md §7, docs/keputusan.md).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath

export default {
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
}
