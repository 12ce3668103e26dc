import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { wrongCaptions } from './captions.ts'
import { play } from './play.ts'
import { readStory, type Story } from './script.ts'
import { type Messenger, openStage, type Stage } from './stage.ts'

/**
 * Every story of this folder, one after the other, on one app; a file for each messenger, so that they run side by side.
 * @param captions as in the demo, each message with its sentence in English
 */
export function playAll(messenger: Messenger, { captions = false } = {}): void {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  const stories = readdirSync(folder)
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .sort()
    .map((file) => readStory(folder + file))
  let stage: Stage
  beforeAll(async () => {
    stage = await openStage(messenger, { captions })
  })
  afterAll(() => stage.close())

  for (const story of stories) {
    if (
      (story.only === null || story.only === messenger) &&
      story.not !== messenger &&
      isPlayed(story, messenger)
    )
      it(story.title, async () => {
        await play(stage, story)
        if (captions) return expect(await wrongCaptions(stage, story)).toEqual([])
        // The demo's captions are the demo's: a city's rows never carry one.
        const captioned = await stage.db.prisma
          .$queryRaw`SELECT id FROM outbox WHERE body::text LIKE '%"gloss"%'`
        expect(captioned).toEqual([])
      })
  }
}

/**
 * `STORIES=alternate`, as CI has it: the web chat plays every story, and each is played on one of the other two, by the
 * length of its name. Everywhere else all play all.
 */
function isPlayed({ file, only, not }: Story, messenger: Messenger): boolean {
  if (process.env.STORIES !== 'alternate' || messenger === 'webchat' || only !== null || not !== null)
    return true
  return (file.length % 2 === 0) === (messenger === 'telegram')
}
