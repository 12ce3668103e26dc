import type { Outgoing } from '../../src/message.ts'
import { leftovers, wordsOf } from '../support/indonesian.ts'
import { city } from './cast.ts'
import type { Story } from './script.ts'
import type { Stage } from './stage.ts'

/**
 * What is wrong with the captions of a story that was just played. A caption says in English what the message says, so no
 * word that only our Indonesian sentences use may be left in one, but in names and in what somebody typed.
 */
export async function wrongCaptions({ db }: Stage, story: Story): Promise<string[]> {
  // What a person announces is that person's text.
  const rows = await db.prisma.outbox.findMany({
    where: { batchId: null },
    select: { body: true },
    orderBy: { id: 'asc' },
  })
  const said = await db.prisma.$queryRaw<{ text: string }[]>`SELECT payload ->> 'text' AS text FROM inbox`
  const names = namesIn(
    story,
    said.map(({ text }) => text),
  )
  return rows.flatMap(({ body }) => {
    const { text, gloss, choices = [] } = body as Outgoing
    // Without a caption the text itself is either English or nobody's sentence.
    const shown = [gloss ?? text, ...choices.map((choice) => choice.gloss ?? choice.label)]
    return shown.flatMap((one) => {
      const left = leftovers(one, names)
      return left.length > 0 ? [`${left.join(' ')}: ${one}`] : []
    })
  })
}

/** Words that stay as they are: of people, places and units, and what was said. */
function namesIn(story: Story, typed: string[]): Set<string> {
  const data = [...story.cast, ...story.sessions].flatMap((row) => Object.values(row))
  const ofCity = [
    ...city.units.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...city.places.map(({ name }) => name),
    ...city.activityKinds.flatMap(({ title }) => [title]),
    ...[city.name, city.officialName, city.controller.office, city.controller.contact, city.defaultPlace],
    ...city.holidays.map(({ name }) => name),
    ...city.points.flatMap(({ name, whereabouts, contact }) => [name, whereabouts ?? '', contact ?? '']),
  ]
  return new Set([...typed, ...data, ...ofCity].flatMap(wordsOf))
}
