import { dayOf } from '../../src/features/agenda/day.ts'
import { assemble, type Cast, city, moment, schedule } from './cast.ts'
import { checkDatabase } from './check-database.ts'
import { differences } from './compare.ts'
import { fill, type Seen } from './fill.ts'
import type { Input, Step, Story } from './script.ts'
import type { Stage } from './stage.ts'

/** Longer answers to a check-in do not fit the first glance (issue 2). */
const LONGEST_ANSWER = 200

/** Plays a story on a messenger; throws with the place and the difference where it goes another way. */
export async function play(stage: Stage, story: Story): Promise<void> {
  await stage.quiet()
  await stage.clear()
  stage.troubles()
  const first = story.steps.find((step) => step.input.kind === 'clock')?.input
  if (first?.kind !== 'clock' || !first.date) throw new Error(`${story.file}: begins without "@ date time"`)
  stage.clock.set(moment(first.date, first.time))
  const cast = await assemble(stage, story)
  await schedule(stage, story)
  const seen: Seen = { claim: null, oneTime: null }
  for (const step of story.steps) {
    if (step.on && !step.on.includes(stage.messenger)) continue
    try {
      await take(stage, cast, step, seen)
    } catch (error) {
      throw new Error(
        `${story.file}:${step.line} (${stage.messenger})\n  ${step.source}\n${(error as Error).message}`,
      )
    }
  }
}

async function take(stage: Stage, cast: Cast, step: Step, seen: Seen): Promise<void> {
  const { input } = step
  if (input.kind === 'clock') {
    const date = input.date ?? dayOf(stage.clock.now(), city.zone)
    return stage.clock.set(moment(date, input.time))
  }
  if (input.kind === 'database') return checkDatabase(stage, cast, input.order)
  if (input.kind === 'tick') await stage.tick()
  else if (input.kind === 'seal') await stage.sealHeads()
  else await say(stage, cast, input, seen)
  await stage.quiet()
  const heard = new Map<string, Awaited<ReturnType<(typeof hands)[number]['news']>>>()
  const hands = [...new Set([...cast.values()].map(({ hand }) => hand))]
  for (const hand of hands) {
    const news = await hand.news()
    const name = [...cast].find(([, one]) => one.hand === hand)?.[0] ?? '?'
    heard.set(name, news)
    for (const { text } of news) remember(text, seen)
  }
  const expected = await Promise.all(
    step.hears.map(async (one) => ({ ...one, text: await fill(one.text, stage, seen) })),
  )
  for (const { who } of expected) if (!heard.has(who)) throw new Error(`${who} has no phone in this story`)
  const problems = [...heard].flatMap(([name, news]) =>
    differences(
      name,
      expected.filter(({ who }) => who === name),
      news,
    ),
  )
  const code =
    input.kind === 'says' &&
    'text' in input.what &&
    /\{(layar|kode|salah eja)/.test(input.what.text) &&
    !/admin/.test(input.what.text)
  const answer = heard.get(input.kind === 'says' ? input.who : '')?.[0]?.text ?? ''
  if (code && answer.length > LONGEST_ANSWER)
    problems.push(`  answer to a check-in of ${answer.length} characters`)
  problems.push(...stage.troubles().map((line) => `  logged: ${line}`))
  if (problems.length > 0) throw new Error(problems.join('\n'))
}

async function say(stage: Stage, cast: Cast, input: Input & { kind: 'says' }, seen: Seen): Promise<void> {
  const { who, how, what } = input
  const hand = cast.get(who)?.hand
  if (!hand) throw new Error(`${who} is not in the cast`)
  const option = (name: string) => how.find((one) => one === name || one.startsWith(`${name} `))
  const known = /^(pukul \d\d\.\d\d(\.\d\d)?|ubah|terusan|tombol|serempak|meniru \p{L}+)$/u
  const unknown = how.find((one) => !known.test(one))
  if (unknown !== undefined) throw new Error(`nobody can do it "${unknown}"`)
  const time = option('pukul')?.slice('pukul '.length)
  const now = stage.clock.now()
  const at = time ? moment(dayOf(now, city.zone), time) : now
  const from = option('meniru')
    ? (cast.get(option('meniru')?.slice('meniru '.length) ?? '')?.hand ?? null)
    : null
  if ('press' in what) return hand.presses({ label: what.press, from }, { at })
  if ('thing' in what) return hand.shows(what.thing, { at })
  const texts = option('serempak') ? what.text.split(' ‖ ') : [what.text]
  for (const text of texts) {
    const filled = await fill(text.replaceAll('⏎', '\n'), stage, seen)
    if (how.includes('tombol')) await hand.forges(filled, { at })
    else await hand.sends(filled, { at, edited: how.includes('ubah'), forwarded: how.includes('terusan') })
  }
}

function remember(text: string, seen: Seen): void {
  seen.claim = /setujui ([2-9A-HJ-NP-Z]{4})\b/.exec(text)?.[1] ?? seen.claim
  seen.oneTime = /GUYUB-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/.exec(text)?.[0] ?? seen.oneTime
}
