import type { Tx } from '../../lib/db.ts'
import type { Prisma } from '../../lib/prisma/client.ts'
import type { AttachmentRef } from '../../message.ts'
import { freeReference } from './free-reference.ts'

type Holder = { roles: { role: string; unitPath: string }[] } | null

/** The whole city's roster is an admin's of the whole city. */
export function keepsRoster(person: Holder): boolean {
  return (
    person?.roles.some(({ role, unitPath }) => role === 'admin' && unitPath.split('/').length === 3) ?? false
  )
}

/** Excel's files and tables of text; by name, because phones send them as "application/octet-stream". */
export function looksLikeRoster({ kind, name = '', mime = '' }: AttachmentRef): boolean {
  return (
    kind === 'document' &&
    (/\.(xlsx|xlsm|xls|csv|tsv)$/i.test(name) || /spreadsheet|ms-excel|csv/i.test(mime))
  )
}

type Wish = { personId: number; addressId: number; inboxId: bigint; now: Date }

/** Somebody sent a roster: the newest of a person is the one that counts. The same message twice is one. */
export async function takeRoster(
  tx: Tx,
  { personId, addressId, inboxId, now }: Wish,
  file: AttachmentRef & { channel: string },
): Promise<void> {
  await dropOpen(tx, personId, now)
  const source = (file.name ?? 'berkas').slice(0, 120)
  const { channel, ...rest } = file
  await add(tx, {
    ...{ kind: 'import', addressId, personId, source, at: now, inboxId, ref: await freeReference(tx) },
    file: { ...rest, ref: `${channel}:${file.ref}` } as Prisma.InputJsonObject,
  })
}

/** Somebody wants the last import back. */
export async function askUndo(tx: Tx, { personId, addressId, inboxId, now }: Wish): Promise<void> {
  await dropOpen(tx, personId, now)
  await add(tx, {
    kind: 'undo',
    addressId,
    personId,
    source: '',
    at: now,
    inboxId,
    ref: await freeReference(tx),
  })
}

async function add(tx: Tx, row: Prisma.RosterTaskCreateManyInput): Promise<void> {
  await tx.rosterTask.createMany({ data: [row], skipDuplicates: true })
}

/**
 * The word that it shall be done, for what was shown to this person: by the reference of a button, or the last.
 * @returns whether there is such a thing
 */
export async function wantTask(
  tx: Tx,
  kind: 'import' | 'undo',
  ref: string | null,
  personId: number,
  gone: boolean,
): Promise<boolean> {
  const open = { kind, personId, state: 'asked', ...(ref === null ? {} : { ref: ref.toUpperCase() }) }
  const { count } = await tx.rosterTask.updateMany({ where: open, data: { state: 'wanted', gone } })
  return count > 0
}

/** @returns whether something was waiting for a word */
export async function dropTask(tx: Tx, ref: string | null, personId: number, now: Date): Promise<boolean> {
  return (await dropOpen(tx, personId, now, ref === null ? {} : { ref: ref.toUpperCase() })) > 0
}

/** What was read is gone with it. */
async function dropOpen(tx: Tx, personId: number, now: Date, more: { ref?: string } = {}): Promise<number> {
  const ended = await tx.$executeRaw`
    UPDATE roster_task SET state = 'over', rows = NULL, file = NULL, done_at = ${now}
    WHERE person_id = ${personId} AND state IN ('waiting', 'asked') AND (${more.ref ?? null}::text IS NULL OR ref = ${more.ref ?? null})`
  return ended
}
