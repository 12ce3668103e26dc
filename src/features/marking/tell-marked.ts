import type { Tx } from '../../lib/db.ts'
import type { Voice } from '../agenda/captioned.ts'
import { tellPeople } from '../attendance/tell-people.ts'

type Session = { id: number; title: string; startsAt: Date }

/** Whoever was marked hears it once, with the word by which they can object. */
export async function tellMarked(
  tx: Tx,
  session: Session,
  people: { id: number; name: string; status: string }[],
  by: { ref: string; name: string },
  voice: Voice,
): Promise<void> {
  const letters = people.map(({ id, name, status }) => ({
    personId: id,
    message: (t: ReturnType<Voice['translator']>) => ({
      text: t('marking:told.marked', {
        ...{ name, by: by.name, title: session.title, at: session.startsAt },
        status: t(`marking:status.${status}`),
      }),
    }),
  }))
  await tellPeople(tx, letters, `marked/${by.ref}/${session.id}`, voice)
}
