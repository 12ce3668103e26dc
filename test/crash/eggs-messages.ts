import { setTimeout as sleep } from 'node:timers/promises'
import { type EggCrowd, nameOf } from '../../bench/eggs-crowd.ts'
import type { Heard } from './loopback.ts'
import type { Random } from './random.ts'

/** What a line of a petugas says, and what must be written down of it. */
export type EggLine = {
  kind: 'receive' | 'hand_out' | 'break' | 'transfer'
  point: number
  code: string | null
  giver: string | null
  amount: number
  broken: number
  recipients: number | null
  to: number | null
}
/** One message: a donor's pledge, some lines of a petugas, or a word about a correction. */
export type EggSaid = {
  user: number
  text: string
  messages: number
  at: Date
  lines: EggLine[]
  pledge: { amount: number; point: number } | null
}

const AGAIN = 0.1
/** Of the receipts, how many are found wrong. */
const WRONG = 0.2
const NOTHING = { code: null, giver: null, broken: 0, recipients: null, to: null }

/**
 * Lets donors pledge and petugas write lines, none of which says the same as another, and remembers all of it. Now and
 * then somebody finds a line wrong, and the second petugas of that point agrees.
 */
export function createEggMessages(
  { say, heard }: { say(said: EggSaid[]): Promise<unknown>; heard(): Promise<Heard> },
  crowd: EggCrowd,
  random: Random,
  donorShare: number,
) {
  const said: EggSaid[] = []
  let written = 0
  let received = 0
  let pledged = 0
  /** Receipts and proposals that were answered to by another message. */
  const known = new Set<string>()

  function line(post: EggCrowd['petugas'][number]): [string, EggLine] {
    written += 1
    const dice = random.next()
    const base = { ...NOTHING, point: post.point.id, amount: random.between(1, 30) }
    const promise = crowd.promised[received]
    if (dice < 0.45 && promise) {
      received += 1
      const broken = random.next() < 0.2 ? 1 : 0
      const text = `${promise.code.toLowerCase()} ${promise.amount}${broken ? ' pecah 1' : ''}`
      return [text, { ...base, kind: 'receive', code: promise.code, amount: promise.amount - broken, broken }]
    }
    if (dice < 0.7) {
      const giver = nameOf(written)
      return [`${giver} ${base.amount}`, { ...base, kind: 'receive', giver }]
    }
    if (dice < 0.9)
      return [`salur ${base.amount} untuk ${written}`, { ...base, kind: 'hand_out', recipients: written }]
    const others = crowd.petugas.filter(({ point }) => point.id !== base.point)
    const to = others[random.between(0, others.length - 1)]
    // No other transfer moves as many.
    return [
      `pindah ${written} ke ${to?.point.name}`,
      { ...base, kind: 'transfer', amount: written, to: to?.point.id ?? null },
    ]
  }

  function one(): EggSaid {
    const at = new Date(Math.floor(Date.now() / 1000) * 1000)
    const messages = random.next() < AGAIN ? 2 : 1
    if (random.next() < donorShare && pledged < crowd.donors.count) {
      const post = crowd.petugas[random.between(0, crowd.petugas.length - 1)] as EggCrowd['petugas'][number]
      const pledge = { amount: random.between(1, 60), point: post.point.id }
      const user = crowd.donors.first + pledged
      pledged += 1
      return {
        user,
        at,
        // Who says it twice promises twice, and is told so.
        messages: 1,
        pledge,
        lines: [],
        text: `mau sedekah ${pledge.amount} butir telur di ${post.point.name}`,
      }
    }
    const post = crowd.petugas[random.between(0, crowd.petugas.length - 1)] as EggCrowd['petugas'][number]
    const pairs = Array.from({ length: random.between(1, 4) }, () => line(post))
    return {
      ...{ user: post.user, at, messages, pledge: null, lines: pairs.map(([, what]) => what) },
      text: pairs.map(([text]) => text).join('\n'),
    }
  }

  /** Of what was answered since this was last asked. */
  async function corrections(): Promise<EggSaid[]> {
    const out: EggSaid[] = []
    const chats = await heard()
    const at = new Date(Math.floor(Date.now() / 1000) * 1000)
    for (const { user, second } of crowd.petugas) {
      for (const text of Object.keys(chats[String(user)] ?? {})) {
        const [, receipt] = /bukti <b>([A-Z2-9]{4})/.exec(text) ?? []
        const [, proposal] = /Usulan koreksi ([A-Z2-9]{4})/.exec(text) ?? []
        const ref = receipt ?? proposal
        if (ref === undefined || known.has(ref)) continue
        known.add(ref)
        if (receipt && random.next() > WRONG) continue
        const what = receipt
          ? { user, text: `koreksi ${ref}/1 ${random.between(0, 40)} karena salah hitung` }
          : { user: second, text: `setujui koreksi ${ref}` }
        out.push({ ...what, at, messages: 1, lines: [], pledge: null })
      }
    }
    return out
  }

  return {
    said,
    count: () => said.reduce((sum, { messages }) => sum + messages, 0),
    /** So many messages, a handful at a time, spread over so long. */
    async arrive(count: number, spreadMs: number): Promise<void> {
      const begun = Date.now()
      const wrong = await corrections()
      said.push(...wrong)
      if (wrong.length > 0) await say(wrong)
      for (let done = 0; done < count; ) {
        const size = Math.min(count - done, random.between(1, 6))
        const some = Array.from({ length: size }, one)
        said.push(...some)
        await say(some)
        done += size
        const due = begun + (done / count) * spreadMs
        if (due > Date.now()) await sleep(due - Date.now())
      }
    },
  }
}
