import { newSession } from '../features/agenda/new-session.dialog.ts'
import { checkInDialog } from '../features/attendance/check-in-whose.dialog.ts'
import { register } from '../features/people/register.dialog.ts'
import { makeCoordinator } from '../features/people/roles.dialog.ts'
import { editReminders } from '../features/reminders/edit.dialog.ts'
import { speakerDialog } from './speaker.ts'
import type { AnyDialog } from './standing.ts'

/** Every dialog that may stand in the database, by the name under which it is stored. */
export const dialogs: ReadonlyMap<string, AnyDialog> = new Map(
  [register, newSession, checkInDialog, makeCoordinator, editReminders, speakerDialog].map((dialog) => [
    dialog.name,
    dialog as AnyDialog,
  ]),
)
