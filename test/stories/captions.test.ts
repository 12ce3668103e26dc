import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Outgoing } from '../../src/message.ts'
import { leftovers, wordsOf } from '../support/indonesian.ts'
import { city } from './cast.ts'
import { play } from './play.ts'
import { readStory, type Story } from './script.ts'
import { openStage, type Stage } from './stage.ts'

/**
 * Every story again, as in the demo: with captions. A caption says in English what the message says, so no word that
 * only our Indonesian sentences use may be left in one, but in names and in what somebody typed.
 */
const folder = fileURLToPath(new URL('.', import.meta.url))
const stories = readdirSync(folder)
  .filter((file) => file.endsWith('.md') && file !== 'README.md')
  .sort()
  .map((file) => readStory(folder + file))
  .filter(({ only, not }) => (only === null || only === 'webchat') && not !== 'webchat')

let stage: Stage
beforeAll(async () => {
  stage = await openStage('webchat', { captions: true })
})
afterAll(() => stage.close())

it.each(stories.map((story) => [story.title, story] as const))('%s', async (_, story) => {
  await play(stage, story)
  // What a person announces is that person's text.
  const rows = await stage.db.prisma.outbox.findMany({
    where: { batchId: null },
    select: { body: true },
    orderBy: { id: 'asc' },
  })
  const said = await stage.db.prisma.$queryRaw<
    { text: string }[]
  >`SELECT payload ->> 'text' AS text FROM inbox`
  const names = namesIn(
    story,
    said.map(({ text }) => text),
  )
  const wrong = rows.flatMap(({ body }) => {
    const { text, gloss, choices = [] } = body as Outgoing
    // Without a caption the text itself is either English or nobody's sentence.
    const shown = [gloss ?? text, ...choices.map((choice) => choice.gloss ?? choice.label)]
    return shown.flatMap((one) => {
      const left = leftovers(one, names)
      return left.length > 0 ? [`${left.join(' ')}: ${one}`] : []
    })
  })
  expect(wrong).toEqual([])
})

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
