import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import { ourNumbers } from '../features/numbers/numbers.ts'
import { makeKit } from '../features/onboarding/kit.ts'
import { makeLinkFor } from '../features/onboarding/unit-link.ts'
import { seedCity } from '../features/people/seed-city.ts'
import { findUnits } from '../features/people/units.ts'
import { chatLinks, type OurAccounts } from '../lib/chat-links.ts'
import { transaction } from '../lib/db.ts'
import { openSecret } from '../lib/secret.ts'
import { installation, program } from './installation.ts'

/**
 * `npm run kit -- "Dinas Kesehatan" [--out folder] [--telegram namabot] [--whatsapp +62811…]`: what a unit needs on the
 * morning that it joins, as files to print and to send on, with a link of its own (an embedded database must be stopped).
 */
await program(main)

async function main(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      telegram: { type: 'string' },
      whatsapp: { type: 'string' },
    },
  })
  const { config, city, t, withDatabase } = installation()
  const say = (key: string, more = {}) => void process.stdout.write(`${t(`onboarding:kit.${key}`, more)}\n`)
  const [name, ...rest] = positionals
  if (!name || rest.length > 0) {
    say('usage')
    return 2
  }
  return withDatabase(async (db) => {
    await seedCity(db, city, { counted: false })
    const found = await findUnits(db.prisma, name)
    const [unit] = found
    if (!unit || found.length > 1) {
      say(unit ? 'which' : 'unknown', { name, units: found.map((one) => one.name) })
      return 1
    }
    const phone = (await ourNumbers(db.prisma)).find((one) => one.phone)?.phone
    const accounts: OurAccounts = {
      whatsapp: values.whatsapp ?? phone ?? undefined,
      telegram: values.telegram?.replace(/^@/, '') ?? (await botName(config)) ?? undefined,
    }
    const labels = [...(accounts.whatsapp ? ['WhatsApp'] : []), ...(accounts.telegram ? ['Telegram'] : [])]
    if (labels.length === 0 && config.web.publicUrl === null) {
      say('noAccount')
      return 1
    }
    const secret = openSecret(config.secret, config.dataDir)
    const now = new Date()
    const digest = (text: string) => secret.digest('one-time', text)
    const link = await transaction(db, (tx) => makeLinkFor(tx, unit, { digest, now }))
    if (typeof link === 'string') {
      say(link, { unit: unit.name })
      return 1
    }
    const urls = chatLinks(link.code, accounts, config.web.publicUrl)
    const links = urls.map((url, index) => ({ url, label: labels[index] ?? new URL(url).host }))
    const { office, contact } = city.controller
    const kit = await makeKit({ ...link, links, office, contact, unit: unit.name, at: now }, t)
    const folder = values.out ?? join('kit', unit.name.toLowerCase().replace(/[^a-z0-9]+/g, '-'))
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'poster.pdf'), kit.poster)
    await writeFile(join(folder, 'naskah-mc.txt'), `${kit.script}\n`)
    await writeFile(join(folder, 'pesan-grup.txt'), `${kit.letter}\n`)
    say('written', { folder, until: link.until, count: link.most })
    return 0
  })
}

/** What our bot is called, as Telegram says; null without one, or without an answer. */
async function botName({ telegram }: Config): Promise<string | null> {
  if (!telegram) return null
  try {
    const response = await fetch(`${telegram.apiRoot}/bot${telegram.token}/getMe`, {
      signal: AbortSignal.timeout(5_000),
    })
    const { result } = (await response.json()) as { result?: { username?: string } }
    return result?.username ?? null
  } catch {
    return null
  }
}
