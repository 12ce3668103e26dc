import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { City } from '../../lib/city.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Db, Tx } from '../../lib/db.ts'
import type { Translate } from '../../lib/i18n.ts'
import type { AttachmentRef } from '../../message.ts'

/** A file about people that was made for one message or one download. */
export type MadeFile = { name: string; bytes: Buffer; type: string }

export type MakerDeps = {
  db: Pick<Db, 'prisma'>
  city: City
  clock: Clock
  translator(locale: string): Translate
  folder: string
}

/** After it has been sent nobody needs it; names and NIPs do not lie about. What a kill leaves is swept with the media. */
const KEPT_MS = 10 * 60_000

/**
 * Lays what a reference "kind/locale/payload" names into the media folder, for the message that goes out with it: outside
 * of every turn, and after a kill in the middle once more.
 */
export function keepMade(
  { db, city, clock, translator, folder }: MakerDeps,
  make: (tx: Tx, payload: string, about: { city: City; now: Date; t: Translate }) => Promise<MadeFile | null>,
): (ref: string) => Promise<AttachmentRef | null> {
  return async (ref) => {
    const [kind = '', locale = '', payload = ''] = ref.split('/')
    const made = await make(db.prisma, payload, { city, now: clock.now(), t: translator(locale) })
    if (!made) return null
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const file = join(folder, `${kind}-${randomUUID()}`)
    await writeFile(`${file}.part`, made.bytes, { mode: 0o600 })
    await rename(`${file}.part`, file)
    setTimeout(() => void rm(file, { force: true }), KEPT_MS).unref()
    return {
      kind: made.type === 'image/png' ? 'photo' : 'document',
      ...{ ref: pathToFileURL(file).href, name: made.name, mime: made.type, bytes: made.bytes.length },
    }
  }
}
