import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import type { City } from '../../lib/city.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Db, Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { AttachmentRef } from '../../message.ts'
import { copyOf } from './copy.ts'

const MARK = 'data:'
/** As long as it takes to load it. */
const OPENS_MS = 60 * 60_000
/** After it has been sent nobody needs it. */
const KEPT_MS = 10 * 60_000

/** Whose copy, and the chat that asked for it: it opens only while that chat speaks for that person. */
const link = z.object({ a: z.number().int(), p: z.number().int().nullable(), until: z.number() })
export type CopyLink = z.infer<typeof link>

export const copyPayload = (asker: { addressId: number; personId: number | null }, now: Date): string =>
  `${MARK}${JSON.stringify({ a: asker.addressId, p: asker.personId, until: now.getTime() + OPENS_MS })}`

/** @returns null for the payload of another page, and after its hour */
export function readCopyPayload(payload: string, now: Date): CopyLink | null {
  if (!payload.startsWith(MARK)) return null
  const parsed = link.safeParse(JSON.parse(payload.slice(MARK.length)))
  return parsed.success && parsed.data.until > now.getTime() ? parsed.data : null
}

/** The same for a message that goes out with the file. */
export const copyRef = (payload: string, locale: string): string =>
  `made:data/${locale}/${Buffer.from(payload).toString('base64url')}`

type About = { city: City; t: Translate; now: Date }
export type CopyFile = { name: string; bytes: Buffer; type: string }

/** The copy as JSON: names of sections and values stay the same in every language; the explanations are for reading. */
export async function copyFile(
  tx: Tx,
  { a, p }: CopyLink,
  { city, t, now }: About,
): Promise<CopyFile | null> {
  const speaks =
    p === null
      ? (await tx.addressPerson.count({ where: { addressId: a } })) === 0
      : (await tx.addressPerson.count({ where: { addressId: a, personId: p } })) === 1
  if (!speaks) return null
  const sections = await copyOf(tx, { addressId: a, personId: p }, now)
  const body = {
    format: 'guyub-data-1',
    madeAt: now,
    controller: city.controller,
    about: t('rights:file.about'),
    sections: Object.fromEntries(
      sections.map(({ section, purpose, kept, rows }) => [
        section,
        {
          title: t(`rights:section.${section}`),
          purpose: t(`rights:purpose.${purpose}`),
          legalBasis: t(`rights:basis.${purpose}`),
          kept: t(`rights:kept.${kept}`),
          rows,
        },
      ]),
    ),
  }
  const text = JSON.stringify(body, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)
  return { name: t('rights:file.name'), bytes: Buffer.from(text), type: 'application/json' }
}

type Deps = {
  db: Pick<Db, 'prisma'>
  city: City
  clock: Clock
  translator(locale: string): Translate
  folder: string
}

/** Makes what `copyRef` names when its message is sent: outside of every turn. */
export function copyMaker({ db, city, clock, translator, folder }: Deps) {
  return async (ref: string): Promise<AttachmentRef | null> => {
    const [, locale = '', payload = ''] = ref.split('/')
    const now = clock.now()
    const wish = readCopyPayload(Buffer.from(payload, 'base64url').toString(), now)
    const made = wish && (await copyFile(db.prisma, wish, { city, now, t: translator(locale) }))
    if (!made) return null
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `data-${randomUUID()}`)
    await writeFile(`${file}.part`, made.bytes, { mode: 0o600 })
    await rename(`${file}.part`, file)
    setTimeout(() => void rm(file, { force: true }), KEPT_MS).unref()
    return {
      ...{ kind: 'document', ref: pathToFileURL(file).href, name: made.name },
      ...{ mime: made.type, bytes: made.bytes.length },
    }
  }
}
