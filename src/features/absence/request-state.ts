import { z } from 'zod'
import { EXCUSED } from '../attendance/statuses.ts'

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/)

/** A request that is being put together: what is known of it, and what is asked now. */
export const RequestState = z.object({
  kind: z.enum(EXCUSED).nullable(),
  note: z.string().nullable(),
  from: day.nullable(),
  to: day.nullable(),
  /** A length that was said without its beginning. */
  days: z.number().int().nullable(),
  /** A kind of activity ("apel"): it is about that one session. */
  event: z.string().nullable(),
  /** The one session, once it is known. */
  sessionId: z.number().int().nullable(),
  /** Two days that one word may mean. */
  which: z.tuple([day, day]).nullable(),
  /** The platform's time of the first message about it. */
  at: z.iso.datetime(),
  /** The request that it takes the place of. */
  replaces: z.string().nullable(),
  /** Read back and agreed to: a long one is not sent by a slip. */
  agreed: z.boolean(),
  /** A letter that came with the first words, until the request is whole: where it lies with the messenger. */
  letter: z
    .object({
      kind: z.string(),
      ref: z.string(),
      name: z.string().optional(),
      mime: z.string().optional(),
      bytes: z.number().optional(),
    })
    .nullable()
    .default(null),
  asks: z.enum(['kind', 'when', 'until', 'which', 'agree', 'overlap']),
})
export type RequestState = z.infer<typeof RequestState>

/** Longer than this it is read back before it is sent. */
export const LONG_DAYS = 14
