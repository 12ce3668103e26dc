import { type Amount, readAmount } from '../../language/amounts.ts'
import { normalise } from '../../language/normalise.ts'
import { findWhen, type WhenFound } from '../../language/when.ts'
import type { Campaign } from '../goods/campaigns.ts'
import { asEggs } from './goods-words.ts'
import { MOST_UNITS } from './pledge.ts'
import { pledgeCodesIn } from './pledge-code.ts'

/** A sentence about giving, taken apart once. */
export type Heard = {
  /** Normalised, as if about eggs, without codes. */
  text: string
  found: WhenFound
}

/** @param at when it was said (platform time): "besok" at 23.59 is a minute away */
export function hearWish(said: string, at: Date, zone: string, campaign: Campaign): Heard {
  const { text } = normalise(asEggs(withoutCodes(said), campaign))
  return { text, found: findWhen(text, { ref: at, zone }) }
}

/** Without the codes of pledges, which hold digits that are no amounts. */
export function withoutCodes(said: string): string {
  return pledgeCodesIn(said)
    .filter(({ right }) => right)
    .reverse()
    .reduce((text, { start, end }) => `${text.slice(0, start)} ${text.slice(end)}`, said)
    .trim()
}

export const amountIn = ({ found }: Heard, campaign: Campaign, bare: boolean): Amount =>
  readAmount(found.rest, campaign, MOST_UNITS, bare)

const NAMELESS =
  /\b(?:tanpa (?:nama|identitas)|hamba ?allah|anonim(?:us)?|no ?name|rahasia(?:kan)?|(?:jangan|tidak (?:usah|perlu|mau|ingin)|ga|gak|nggak|enggak)(?: (?:usah|perlu|mau))?(?: di)? ?(?:sebut|disebut|sebutkan|disebutkan|tulis|ditulis|catat|dicatat|cantumkan|dicantumkan|pakai|umumkan)\w*(?: \w+)? nama\w*|nama(?:nya|ku| saya)? (?:jangan|tidak usah|tidak perlu|rahasiakan|dirahasiakan|tidak dicantumkan))\b/i

/** "tanpa nama", "hamba Allah", "jangan sebut nama". */
export const isNameless = (said: string): boolean =>
  NAMELESS.test(said) || NAMELESS.test(normalise(said).text)

/** "keluarga kami", "kami sekeluarga". */
export const isFamily = (said: string): boolean =>
  /\b(?:keluarga (?:kami|saya|kecil|besar|bapak|ibu|pak|bu)|(?:kami|se|satu|1) ?keluarga|keluargaku)\b/i.test(
    said,
  )

/** "kami sekantor", "satu bidang": a unit that is not named. */
export const isOffice = (said: string): boolean =>
  /\b(?:(?:se|satu |1 |kami se)(?:kantor|dinas|opd|bidang|bagian|ruangan|unit|kelurahan)|kantor kami|teman(?:-teman| teman)? (?:se)?kantor|rekan(?:-rekan| rekan)? (?:se)?kantor)\b/i.test(
    said,
  )

/** "tiap Jumat", "dua telur sehari", "per minggu": RFC 5545, null for once. */
export function ruleIn({ text, found }: Heard): string | null {
  if (found.when?.rrule) return found.when.rrule
  if (/\b1 hari$|\b(?:per|setiap|tiap) hari\b/.test(text)) return 'FREQ=DAILY'
  if (/\b1 minggu$|\b(?:per|setiap|tiap) (?:minggu|pekan)\b|\brutin\b/.test(text)) return 'FREQ=WEEKLY'
  if (/\b1 bulan$|\b(?:per|setiap|tiap) bulan\b/.test(text)) return 'FREQ=MONTHLY'
  return null
}

/** What is to be different about a pledge. `step`: so many more or less; `total`: the whole. */
export type AmountChange = { how: 'step' | 'total'; sign: 1 | -1; amount: Amount } | null

const MORE = /\b(?:tambah|tambahi|tambahin|tambahan|tambahkan|ditambah|nambah|naikkan|naik|lagi)\b/
const LESS = /\b(?:kurangi|kurangin|kurang|dikurangi|turunkan|turun)\b/
const WHOLE = /\b(?:jadi|jadinya|jadikan|menjadi|cuma|tinggal|sisa|total|totalnya|ganti|ubah|ke)\b/
const BROKEN = /\b(?:pecah|retak|busuk|rusak)\b/

/** "tambah 10 lagi", "jadi 28 ya", "pecah 2 di jalan, jadi cuma 28", "20 saja": pure. */
export function amountChange({ found }: Heard, campaign: Campaign): AmountChange {
  // "40 butir bukan 30": what is not meant says nothing.
  const text = found.rest
    .replace(/\bbukan(?:nya)? \d+(?: (?:butir|papan|lusin|telur|tray|karpet|rak))?/g, ' ')
    .trim()
  // After "jadi" stands the whole, whatever was said before it ("tambah 10 jadi 40", "pecah 2 jadi 28").
  const whole = /\b(?:jadi|jadinya|jadikan|menjadi|total|totalnya|tinggal|sisa|cuma)\b(.*)$/.exec(text)
  const after = whole ? readAmount(whole[1]?.trim() ?? '', campaign, MOST_UNITS, true) : null
  if (after && after.kind !== 'none') return { how: 'total', sign: 1, amount: after }
  const amount = readAmount(text.replace(WHOLE, ' ').replace(/\s+/g, ' '), campaign, MOST_UNITS, true)
  if (amount.kind === 'none') return null
  if (LESS.test(text) || BROKEN.test(text)) return { how: 'step', sign: -1, amount }
  return { how: MORE.test(text) ? 'step' : 'total', sign: 1, amount }
}
