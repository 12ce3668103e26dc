import { z } from 'zod'
import type { Ctx, Dialog } from './dialog.ts'
import { dialogs } from './dialogs.ts'
import { Offers } from './offers.ts'

// biome-ignore lint/suspicious/noExplicitAny: the registry holds dialogs of many states; each parses its own
export type AnyDialog = Dialog<any, any>

/** An open dialog. `speaker`: for whom of a shared phone it was begun, until it ends; null where nobody had to say. */
export type Active = { dialog: AnyDialog; state: unknown; speaker: number | null }

/** A dialog that another request interrupted, as it is stored. */
const Aside = z.object({
  dialog: z.string(),
  state: z.unknown(),
  speaker: z.number().nullable().default(null),
})
type Aside = z.infer<typeof Aside>

/** Where a conversation stands, read from its row. */
export type Standing = {
  active: Active | null
  /** The state no longer fitted its dialog (an upgrade): the person is told, politely, and it begins again. */
  lost: AnyDialog | 'gone' | null
  /** Set aside, the latest last; of each dialog at most one. */
  aside: Aside[]
  offers: Offers
  misses: number
}

type Row = { dialog: string | null; state: unknown; offers: unknown; resume: unknown; misses: number }

/** Beside the state of a dialog that somebody of a shared phone began; its own key, so that no state looks like it. */
const Spoken = z.object({ $speaker: z.number(), state: z.unknown() })

export function readStanding(row: Row | null): Standing {
  const spoken = Spoken.safeParse(row?.state).data
  const active = row?.dialog
    ? revive({
        dialog: row.dialog,
        state: spoken ? spoken.state : row.state,
        speaker: spoken?.$speaker ?? null,
      })
    : null
  return {
    active,
    lost: row?.dialog && active === null ? (dialogs.get(row.dialog) ?? 'gone') : null,
    aside: z.array(Aside).safeParse(row?.resume).data ?? [],
    offers: Offers.safeParse(row?.offers).data ?? [],
    misses: row?.misses ?? 0,
  }
}

/** The same as columns of the row. */
export function writeStanding({ active, aside }: Standing): Pick<Row, 'dialog' | 'state' | 'resume'> {
  const speaker = active?.speaker ?? null
  return {
    dialog: active?.dialog.name ?? null,
    state: active && speaker !== null ? { $speaker: speaker, state: active.state } : (active?.state ?? null),
    resume: aside.length > 0 ? aside : null,
  }
}

/** A stored state as its dialog wants it, or null when either has changed too much. */
function revive({ dialog: name, state, speaker }: Aside): Active | null {
  const dialog = dialogs.get(name)
  const parsed = dialog?.state.safeParse(state)
  return dialog && parsed?.success ? { dialog, state: parsed.data, speaker } : null
}

/** The open dialog makes way, and is offered again later; one that is not worth it is forgotten. */
export function setAside(standing: Standing): Standing {
  const { active } = standing
  if (!active || active.dialog.fleeting) return { ...standing, active: null }
  const { dialog, state, speaker } = active
  const others = standing.aside.filter((one) => one.dialog !== dialog.name)
  return { ...standing, active: null, aside: [...others, { dialog: dialog.name, state, speaker }] }
}

/** Opens what was set aside last, or the dialog of this name; what stood open is set aside. */
export function reopen(standing: Standing, name = standing.aside.at(-1)?.dialog): Standing {
  if (standing.active?.dialog.name === name) return standing
  const found = standing.aside.find((one) => one.dialog === name)
  const rest = { ...standing, aside: standing.aside.filter((one) => one !== found) }
  const active = found ? revive(found) : null
  return active ? { ...setAside(rest), active } : rest
}

/** What the dialog may know: who speaks is whoever began it, and only while that person still has this phone. */
export function ctxOf(active: Active, ctx: Ctx): Ctx {
  if (active.speaker === null) return ctx
  return { ...ctx, person: ctx.people.find((one) => one.id === active.speaker) ?? null }
}

/** Which question stands open, for `understand`. */
export function contextOf(standing: Standing): string | undefined {
  return standing.active?.dialog.context?.(standing.active.state)
}
