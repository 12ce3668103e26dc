import type { Ctx, Said } from '../../conversation/dialog.ts'
import { findUnits } from '../people/units.ts'
import { readAudience, type Unsure } from './compose-answers.dialog.ts'
import { EMPTY, type State } from './compose-state.ts'

/** Words before the text that say what kind of announcement it is. */
const URGENT = /^\s*(darurat|urgent|genting)\b[\s:!,-]*/i
const MOURNING = /^\s*(kabar duka|berita duka|innalillahi)\b[\s:,-]*/i
/** "tolong umumkan ke", "buatkan pengumuman untuk": what follows is for whom. */
const ADDRESSED =
  /^(?:\s*(?:tolong|mohon|bantu|segera|umumkan|siarkan|broadcast|blast|sampaikan|infokan|informasikan|beritahu(?:kan)?|beri\s+tahu|kabari|sebarkan|teruskan|kirim(?:kan)?|tulis(?:kan)?|buat(?:kan)?|bikin(?:kan)?|pengumuman|pemberitahuan|pesan|info)\b[\s,]*)*(ke|kepada|untuk)\s+/i
/** Where the text begins; not inside a time such as 07:15. */
const COLON = /\s*(?:(?<!\d):|:(?!\d)|\bbahwa\b)\s*/i
const COMMA = /\s*,\s*/

/** What one sentence says of an announcement. */
type Draft = { state: State; unsure?: Unsure }

export async function fromSentence(said: Said, ctx: Ctx): Promise<Draft> {
  const urgent = URGENT.test(said.text)
  const kind = urgent ? 'darurat' : MOURNING.test(said.text) ? 'duka' : 'dinas'
  const bare = said.text.replace(URGENT, '').replace(MOURNING, '').trim()
  const state: State = { ...EMPTY, class: kind }
  const addressed = await addressIn(bare, state, ctx)
  if (addressed) return addressed
  const { slots } = said.meaning
  const body = urgent ? bare : typeof slots.body === 'string' ? slots.body : ''
  return { state: { ...withText(state, body), audience: await guessed(said, state, ctx) } }
}

/** "ke PHL Dinas Kesehatan: besok libur" → for whom, and the text; null when it does not begin like that. */
async function addressIn(text: string, state: State, ctx: Ctx): Promise<Draft | null> {
  const [head = '', to = ''] = ADDRESSED.exec(text) ?? []
  const rest = text.slice(head.length)
  for (const end of head ? [COLON, COMMA] : []) {
    const found = end.exec(rest)
    if (!found) continue
    const whom = rest.slice(0, found.index)
    const read = await readAudience(whom, state.class, ctx)
    const draft = withText(state, rest.slice(found.index + found[0].length))
    if ('audience' in read) return { state: { ...draft, audience: read.audience } }
    const unit = async (name: string) =>
      (await findUnits(ctx.tx, name.trim().split(/\s/)[0] ?? '')).length > 0
    const [first = '', ...more] = whom.split(COMMA)
    // "ke PHL, besok apel. Catatan: …": what stands behind the comma is the text already.
    if (more.length > 0 && !(await unit(more[0] ?? ''))) continue
    // "untuk besok: …" is no name of anybody.
    if (/untuk/i.test(to) && !(await unit(first))) return null
    return { state: draft, unsure: read.unsure }
  }
  return null
}

/** From what is named anywhere in it; not sure enough to complain of. */
async function guessed(said: Said, state: State, ctx: Ctx): Promise<State['audience']> {
  const read = async (words: string) => {
    const found = await readAudience(words, state.class, ctx)
    return 'audience' in found ? found.audience : null
  }
  // What cannot wait goes to everybody whom the speaker answers for, unless somebody is named.
  if (state.class === 'darurat' && !/\b(ke|kepada|untuk)\b/i.test(said.text.slice(0, 40))) return read('')
  const target = said.meaning.slots.target as
    | { employment?: string[]; opd?: string[]; filter?: string }
    | undefined
  if (!target) return null
  const units: string[] = []
  for (const name of target.opd ?? []) {
    const found = await findUnits(ctx.tx, name)
    if (found.length === 1 && found[0]) units.push(found[0].name)
  }
  // In words again, so that there is one reader of audiences.
  const words = [...(target.employment ?? []), target.filter ? 'belum-hadir' : '', units.join(', ')]
  return read(words.filter(Boolean).join(' '))
}

function withText(state: State, body: string): State {
  const text = body.trim()
  return { ...state, text: text.length >= 5 ? text.charAt(0).toUpperCase() + text.slice(1) : null }
}
