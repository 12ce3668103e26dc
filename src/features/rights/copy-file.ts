import { z } from 'zod'
import type { City } from '../../lib/city.ts'
import type { Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import { keepMade, type MadeFile, type MakerDeps } from '../recap/keep-made.ts'
import { copyOf } from './copy.ts'

const MARK = 'data:'
/** As long as it takes to load it. */
const OPENS_MS = 60 * 60_000

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

/** The copy as JSON: names of sections and values stay the same in every language; the explanations are for reading. */
export async function copyFile(
  tx: Tx,
  { a, p }: CopyLink,
  { city, t, now }: About,
): Promise<MadeFile | null> {
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

/** Makes what `copyRef` names when its message is sent. */
export const copyMaker = (deps: MakerDeps) =>
  keepMade(deps, async (tx, payload, about) => {
    const wish = readCopyPayload(Buffer.from(payload, 'base64url').toString(), about.now)
    return wish && copyFile(tx, wish, about)
  })
