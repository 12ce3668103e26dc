import { BREAK, takeAgain, takeBroken, takePlace, takeRecipients, wordIn, wordsOf } from './line-parts.ts'
import { type Amount, type Goods, type Token, takeAmount, tokensOf } from './line-words.ts'

/** What one line of a petugas says, before anything is looked up. */
export type ReadLine = { text: string } & (
  | {
      kind: 'receive'
      /** Of pledges, in capitals; those in `wrong` were mistyped. */
      codes: string[]
      wrong: string[]
      giver: string | null
      /** "tanpa nama", "hamba Allah" */
      nameless: boolean
      /** Null: as pledged. */
      amount: Amount | null
      broken: Amount | 'all' | null
      /** "lagi": it really is a second time. */
      again: boolean
      /** How surely it is a line: it begins with a code, "terima" or "tanpa nama"; with "Bu"; with any name. */
      opens: 'clearly' | 'titled' | 'barely'
    }
  | {
      kind: 'hand_out'
      amount: Amount
      broken: Amount | 'all' | null
      recipients: number | null
      /** Where, when it was not here. */
      to: string | null
      again: boolean
      /** As it was typed, where something followed that is neither a number nor a group of people: names are not kept. */
      named: string | null
    }
  | { kind: 'break'; amount: Amount; again: boolean }
  | { kind: 'transfer'; amount: Amount; broken: Amount | 'all' | null; to: string; again: boolean }
  /** "di Posyandu Melati": where the following lines were. */
  | { kind: 'at'; place: string }
  | { kind: 'total'; amount: Amount }
  /** amount: no number, or one that cannot be; place: of a transfer; nothing: it reads as no line. */
  | { kind: 'unread'; why: 'amount' | 'place' | 'nothing'; coded?: boolean }
)

/** More lines than fit a message. */
const MOST_LINES = 200
const LONGEST_NAME = 60
const MOST_NAME_WORDS = 5

const HAND_OUT =
  /^(?:di)?(?:salur|saluran|penyaluran|bagi|serah|serahterima)(?:kan)?$|^(?:membagikan|menyalurkan|menyerahkan)$/
const TRANSFER = /^(?:di|me)?(?:pindah|mindah|transfer|geser)(?:an|kan)?$/
const AT = /^(?:di|titik|lokasi|tempat|pos)\s*:?\s+(\S.*?)\s*:?$/i
const TOTAL = /^(?:total|totalnya|jumlah|jml|ttl|semua|semuanya|keseluruhan)$/
const NAMELESS =
  /\b(?:tanpa\s+nama|tnp\s+nama|tak\s+bernama|anonim|hamba\s+allah|no\s*name|n\.?n\.?)(?![\p{L}])/iu
const TITLE = new Set(
  'bu ibu pak bapak bpk mas mbak kak sdr sdri h hj haji hajah ust ustaz ustazah dr drg nek kek wak acik tante om dinas kelurahan sd smp sma tk pt cv keluarga kel'.split(
    ' ',
  ),
)
const OPENS = new Set('terima trima diterima menerima masuk dari dr titipan'.split(' '))
/** What people put around a name and an amount. */
const FILLER = new Set(
  'terima trima diterima menerima masuk dari dr oleh sudah sdh udah ada yang yg isi jumlah sebanyak antar diantar titip titipan setor janji kode sedekah sumbangan utuh bagus baik ya ok oke nya an atas nama ini itu tadi'.split(
    ' ',
  ),
)
/** Those who receive, by the dozen; never by name. */
const GROUPS = new Set(
  'orang org jiwa anak balita bayi baduta ibu bu hamil bumil menyusui busui penerima keluarga kk warga sasaran lansia kpm remaja dan serta ya telah sudah'.split(
    ' ',
  ),
)
/** Whoever says these is talking, not writing a line. */
const TALK = new Set(
  'saya sy aku kami kita mau ingin pengen nak bisa boleh tolong mohon apa apakah kapan berapa siapa mana dimana kenapa bagaimana gimana jam pukul tanggal tgl hari besok bsk lusa kemarin senin selasa rabu kamis jumat sabtu minggu apel senam jadwal belum blm tidak bukan kalau kalo jika nanti akan umumkan umum darurat pengumuman ubah batal batalkan batalin ganti koreksi setujui tolak undang cabut tugas stok bukti progres jadi keliru salah orang hadir rapat tiap setiap ingatkan kode grup'.split(
    ' ',
  ),
)
/** A salam before the list, thanks after it. */
const COURTESY =
  /^(?:ass?ala+m\S*.*|wa?ss?ala+m\S*.*|(?:selamat\s+)?(?:pagi|siang|sore|malam)\b.{0,20}|terima\s+kasih.{0,20}|makasih.{0,20}|trims?.{0,20}|mohon\s+(?:izin|ijin)[^\d]{0,40}|izin\s+(?:lapor|menyampaikan)[^\d]{0,40}|lapor[^\d]{0,30}|berikut[^\d]{0,60}|(?:data|laporan|penerimaan|daftar|catatan)\s[^\d]{0,60})[\s.,!:🙏]*$/iu

/**
 * Reads a message as the lines that it may be, one a row or between semicolons. Pure: nothing is looked up, and never
 * throws; what is no line is 'unread', greetings and headings are left out.
 */
export function readLines(text: string, goods: Goods): ReadLine[] {
  return text
    .split(/[\n\r;]+/)
    .map((one) =>
      one
        .replace(/^[\s*•·▪►‣–—-]*(?<![-\d])(?:\d{1,2}[.)](?=\s)\s*)?/u, (mark) =>
          /-$/.test(mark) ? '-' : '',
        )
        .trim(),
    )
    .map(bulletless)
    .filter((one) => /[\p{L}\p{N}]/u.test(one) && !COURTESY.test(one))
    .slice(0, MOST_LINES)
    .map((one) => readLine(one, goods))
}

/** "-K7QF3 30" begins with a bullet, "-5" with a minus. */
const bulletless = (line: string): string =>
  /^-\d+(?![\p{L}\d])/u.test(line) ? line : line.replace(/^-\s*/, '')

function readLine(text: string, goods: Goods): ReadLine {
  const at = AT.exec(text)
  if (at?.[1] && !/\d+\s*$/.test(text)) return { text, kind: 'at', place: at[1] }
  const heading = /^([^\d]{3,60}):$/.exec(text)?.[1]
  if (heading) return { text, kind: 'at', place: heading.trim() }
  const [first] = tokensOf(text, goods, false)
  const verb = first?.kind === 'word' ? first.word : ''
  const spelt = () => tokensOf(text, goods, true).slice(1)
  if (HAND_OUT.test(verb)) return handedOut(text, handOut(spelt(), goods))
  if (TRANSFER.test(verb)) return { text, ...transfer(spelt(), goods) }
  if (TOTAL.test(verb)) return { text, ...total(spelt(), goods) }
  if (BREAK.test(verb)) return { text, ...breaking(spelt(), goods) }
  const tokens = tokensOf(text, goods, false)
  // "3 pecah", and no code: what broke here.
  if (tokens.length > 1 && wordIn(tokens.at(-1), BREAK) && tokens[0]?.kind === 'number') {
    const found = takeAmount(tokens.slice(0, -1), goods)
    if (found.amount && found.rest.length === 0)
      return { text, kind: 'break', amount: found.amount, again: false }
  }
  return { text, ...receive(text, tokens, goods) }
}

/** Names that follow are left out at once: nobody hears them back. */
function handedOut(text: string, read: ReturnType<typeof handOut>): ReadLine {
  if (read.kind === 'unread') return { text, ...read }
  const { names, ...line } = read
  if (!names) return { ...line, text, named: null }
  const [verb = '', amount = ''] = text.match(/^\p{L}+|\d[\d.,]*/gu) ?? []
  const whom = line.recipients === null ? '' : ` untuk ${line.recipients}`
  return { ...line, text: `${verb} ${amount}${whom} […]`, named: text }
}

const unread = (why: 'amount' | 'place' | 'nothing') => ({ kind: 'unread' as const, why })

function breaking(tokens: Token[], goods: Goods) {
  const { again, rest } = takeAgain(tokens)
  const { amount, rest: left } = takeAmount(rest, goods)
  // "pecah 3 di jalan" is told; "pecah telur siapa" is no line.
  if (!amount) return unread(left.length < 3 ? 'amount' : 'nothing')
  return { kind: 'break' as const, amount, again }
}

function total(tokens: Token[], goods: Goods) {
  const { amount, rest } = takeAmount(tokens, goods)
  if (!amount || rest.filter((one) => one.kind === 'word' && !FILLER.has(one.word)).length > 2)
    return unread('nothing')
  return { kind: 'total' as const, amount }
}

function transfer(tokens: Token[], goods: Goods) {
  const { again, rest } = takeAgain(tokens)
  const broken = takeBroken(rest, goods)
  const at = broken.rest.findIndex((one) => one.kind === 'word' && one.word === 'ke')
  const to = at < 0 ? '' : wordsOf(broken.rest.slice(at + 1))
  const { amount } = takeAmount(at < 0 ? broken.rest : broken.rest.slice(0, at), goods)
  if (!amount) return unread(at < 0 ? 'nothing' : 'amount')
  if (to === '') return unread('place')
  return { kind: 'transfer' as const, amount, broken: broken.broken, to, again }
}

function handOut(tokens: Token[], goods: Goods) {
  const { again, rest } = takeAgain(tokens)
  const broken = takeBroken(rest, goods)
  const people = takeRecipients(broken.rest)
  const place = takePlace(people.rest)
  const { amount, rest: left } = takeAmount(place.rest, goods)
  if (!amount) return unread(people.recipients === null ? 'nothing' : 'amount')
  const names = [...left, ...people.after].some(
    (one) =>
      one.kind === 'word' && !GROUPS.has(one.word) && !FILLER.has(one.word) && !goods.names.has(one.word),
  )
  return {
    ...{ kind: 'hand_out' as const, amount, broken: broken.broken, again, names },
    ...{ recipients: people.recipients, to: place.to },
  }
}

function receive(text: string, tokens: Token[], goods: Goods) {
  const codes: string[] = []
  const wrong: string[] = []
  for (const one of tokens) if (one.kind === 'code') (one.right ? codes : wrong).push(one.code)
  const others = tokens.filter((one) => one.kind !== 'code')
  const { again, rest } = takeAgain(others)
  const broken = takeBroken(rest, goods)
  const { amount, odd, rest: left } = takeAmount(broken.rest, goods)
  const coded = codes.length + wrong.length > 0
  if (odd !== null)
    return { ...unread(coded || left.length < 8 ? 'amount' : 'nothing'), coded: tokens[0]?.kind === 'code' }
  const nameless = NAMELESS.test(text)
  const giver = nameless ? null : nameOf(left, goods)
  const [first] = tokens
  const opened = nameless || (first?.kind === 'word' && OPENS.has(first.word))
  const titled = first?.kind === 'word' && TITLE.has(first.word)
  // "30 K7QF3" is turned around; "jadi K7QF3" is something else.
  const clear = first?.kind === 'code' || opened || (codes.length > 0 && amount !== null && giver === null)
  if (giver === 'talk') return unread('nothing')
  if (!coded) {
    if (!amount && !broken.broken) return unread(giver === null && !nameless ? 'nothing' : 'amount')
    // "30" by itself says neither who nor what.
    if (giver === null && !opened) return unread('nothing')
    if (!amount) return unread('amount')
  }
  return {
    ...{ kind: 'receive' as const, codes: [...new Set(codes)], wrong, giver, nameless, amount },
    ...{ broken: broken.broken, again, opens: openingOf(clear, titled) },
  }
}

const openingOf = (clear: boolean, titled: boolean) =>
  clear ? ('clearly' as const) : titled ? ('titled' as const) : ('barely' as const)

/** @returns 'talk' for words that are nobody's name */
function nameOf(tokens: Token[], goods: Goods): string | 'talk' | null {
  const words = tokens.filter(
    (one) =>
      one.kind === 'number' ||
      (one.kind === 'word' &&
        !FILLER.has(one.word) &&
        !goods.names.has(one.word) &&
        !goods.measures.has(one.word)),
  )
  if (words.some((one) => one.kind === 'word' && TALK.has(one.word))) return 'talk'
  const said = words.filter((one) => one.kind === 'word')
  if (said.length > MOST_NAME_WORDS + 1) return 'talk'
  const name = wordsOf(words).slice(0, LONGEST_NAME)
  return said.length === 0 ? null : name
}
