import { mkdirSync, writeFileSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import type { App } from '../src/app.ts'
import { sealNew } from '../src/features/audit/seal.ts'
import { makeKit } from '../src/features/onboarding/kit.ts'
import { recapFile } from '../src/features/recap/files.ts'
import type { RecapLink } from '../src/features/recap/recap-link.ts'
import { loadCity } from '../src/lib/city.ts'
import { loadLocales } from '../src/lib/i18n.ts'
import { openSecret } from '../src/lib/secret.ts'

const city = loadCity('pangkalpinang')
const t = loadLocales(city).translator('id')

/** What a personnel office gets of the demo city: recaps of a month that is over, and what a unit needs to join. */
export async function documents(_: Browser, __: string, app: App, dataDir: string): Promise<void> {
  const { prisma } = app.db
  const now = new Date('2026-11-23T07:10:00+07:00')
  await sealNew({ db: app.db, secret: openSecret(null, dataDir) }, now)
  const [root, office] = await Promise.all([
    prisma.unit.findFirstOrThrow({ where: { kind: 'kota' } }),
    prisma.role.findFirstOrThrow({ where: { role: 'koordinator' }, orderBy: { personId: 'asc' } }),
  ])
  const last = await prisma.session.findFirstOrThrow({
    where: { settledAt: { not: null } },
    orderBy: { startsAt: 'desc' },
  })
  const make = async (path: string, wish: RecapLink) => {
    const made = await recapFile(prisma, wish, { city, now, t })
    if (!made) throw new Error(`nothing to show for ${path}`)
    writeFileSync(path, made.bytes)
  }
  mkdirSync('docs/contoh', { recursive: true })
  const [month, own] = ['2026-10', office.unitId]
  await make('docs/gambar/rekap-kota.png', { u: root.id, m: month, f: 'png' })
  await make('docs/gambar/rekap-unit.png', { u: own, m: month, f: 'png' })
  await make('docs/contoh/rekap-unit-2026-10.xlsx', { u: own, m: month, f: 'xlsx' })
  await make('docs/contoh/rekap-kota-2026-10.xlsx', { u: root.id, m: month, f: 'xlsx' })
  await make('docs/contoh/daftar-hadir-bulan.pdf', { u: own, m: month, f: 'pdf' })
  await make('docs/contoh/daftar-hadir-sesi.pdf', { u: own, s: last.id, f: 'pdf' })
  const unit = await prisma.unit.findUniqueOrThrow({ where: { id: own } })
  const kit = await makeKit(
    {
      ...{
        unit: unit.name,
        code: 'GUYUB-7KQ2-M4XN',
        most: 112,
        until: new Date('2026-11-30T17:00:00+07:00'),
      },
      links: [
        { label: 'WhatsApp', url: 'https://wa.me/6281100000001?text=gabung%20GUYUB-7KQ2-M4XN' },
        { label: 'Telegram', url: 'https://t.me/guyub_contoh_bot?start=GUYUB-7KQ2-M4XN' },
      ],
      ...{ office: city.controller.office, contact: city.controller.contact, at: now },
    },
    t,
  )
  writeFileSync('docs/contoh/poster-bergabung.pdf', kit.poster)
}
