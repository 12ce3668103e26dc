import type { Excused } from '../attendance/statuses.ts'
import { EXCUSED } from '../attendance/statuses.ts'
import type { RequestState } from './request-state.ts'
import { readSpan, type Wish } from './span.ts'

/** What a sentence or an answer says, as far as `understand` has read it. */
type Heard = {
  intent: string | null
  slots: Record<string, unknown>
  when: Parameters<typeof readSpan>[0]['when']
}

const LONGEST_NOTE = 200

/** A request with what was said put into it; `wish` is what was said of time. Pure. */
export function withSaid(state: RequestState, heard: Heard): { state: RequestState; wish: Wish } {
  const { slots } = heard
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  const wish = readSpan(heard, state.days)
  const kind = excused(slots.status)
  // A bare "izin" is the word for any absence: which kind it is is asked, unless more was said.
  const bare = kind === 'izin' && wish.kind === 'none' && !slots.reason && !slots.event_type && !slots.subtype
  const kept = { ...state, note: noteOf(kind ?? state.kind, slots) ?? state.note }
  return {
    wish,
    state: {
      ...kept,
      kind: bare ? state.kind : (kind ?? state.kind),
      event: text('event_type') ?? state.event,
      ...(wish.kind === 'span' ? { from: wish.from, to: wish.to, days: null, which: null } : {}),
      ...(wish.kind === 'open' ? { from: wish.from, to: null, which: null } : {}),
      ...(wish.kind === 'length' ? { days: wish.days } : {}),
      ...(wish.kind === 'which' ? { which: wish.days } : {}),
    },
  }
}

function excused(status: unknown): Excused | null {
  return EXCUSED.find((one) => one === status) ?? null
}

/** Why, where it is of use to whoever decides; of an illness nothing is kept. */
function noteOf(kind: Excused | null, slots: Record<string, unknown>): string | null {
  const text = (key: string) => (typeof slots[key] === 'string' ? (slots[key] as string) : null)
  if (kind === 'sakit') return null
  const parts = [
    text('leave_type')?.replaceAll('_', ' '),
    text('place') ? `ke ${text('place')}` : null,
    text('reason'),
    text('subtype')?.replaceAll('_', ' '),
  ].filter((part) => part)
  return parts.length > 0 ? parts.join(', ').slice(0, LONGEST_NOTE) : null
}
