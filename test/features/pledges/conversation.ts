import { openStage, type Stage } from '../../stories/stage.ts'

/** Somebody at the web chat of a city, from message to answer: for what a story's table cannot set up. */
export type Talker = {
  says(text: string, at?: Date): Promise<string[]>
  presses(label: string): Promise<string[]>
  shows(thing: string): Promise<string[]>
}

export async function openCity(city: string, now: string) {
  const stage = await openStage('webchat', { city })
  stage.clock.set(new Date(now))
  return { stage, talker: () => talkerOf(stage) }
}

/** A phone that nobody has used; its first answer comes with the notice, which is left out here. */
function talkerOf(stage: Stage): Talker {
  const hand = stage.hand({ name: 'Tamu', phone: null })
  const heard = async () => {
    await stage.quiet()
    const news = await hand.news()
    return news.map(({ text }) => text).filter((text) => !text.startsWith('Saya Guyub'))
  }
  return {
    async says(text, at = stage.clock.now()) {
      await hand.sends(text, { at })
      return heard()
    },
    async presses(label) {
      await hand.presses({ label, from: null }, { at: stage.clock.now() })
      return heard()
    },
    async shows(thing) {
      await hand.shows(thing, { at: stage.clock.now() })
      return heard()
    },
  }
}
