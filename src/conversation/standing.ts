import { z } from 'zod'
import type { Dialog } from './dialog.ts'
import { dialogs } from './dialogs.ts'
import { Offers } from './offers.ts'

// biome-ignore lint/suspicious/noExplicitAny: the registry holds dialogs of many states; each parses its own
export type AnyDialog = Dialog<any, any>
export type Active = { dialog: AnyDialog; state: unknown }

/** Where a conversation stands, read from its row. */
export type Standing = {
  active: Active | null
  /** The state no longer fitted its dialog (an upgrade): the person is told, politely, and it begins again. */
  lost: AnyDialog | 'gone' | null
  resume: { dialog: string; state: unknown } | null
  offers: Offers
  misses: number
}

const Resume = z.object({ dialog: z.string(), state: z.unknown() })

type Row = { dialog: string | null; state: unknown; offers: unknown; resume: unknown; misses: number }

export function readStanding(row: Row | null): Standing {
  const active = row?.dialog ? revive(row.dialog, row.state) : null
  const resume = Resume.safeParse(row?.resume)
  return {
    active,
    lost: row?.dialog && active === null ? (dialogs.get(row.dialog) ?? 'gone') : null,
    resume: resume.success ? { dialog: resume.data.dialog, state: resume.data.state } : null,
    offers: Offers.safeParse(row?.offers).data ?? [],
    misses: row?.misses ?? 0,
  }
}

/** A stored state as its dialog wants it, or null when either has changed too much. */
export function revive(name: string, state: unknown): Active | null {
  const dialog = dialogs.get(name)
  const parsed = dialog?.state.safeParse(state)
  return dialog && parsed?.success ? { dialog, state: parsed.data } : null
}

/** Which question stands open, for `understand`. */
export function contextOf(standing: Standing): string | undefined {
  return standing.active?.dialog.context?.(standing.active.state)
}
