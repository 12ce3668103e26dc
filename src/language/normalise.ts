import { digitsFor } from './numbers.ts'
import { correct, isKnown } from './spelling.ts'
import { FILLERS, SHORT_FORMS } from './words.ts'

/** A message in ordinary words, ready for patterns. */
export type Heard = {
  /** As typed, trimmed. */
  raw: string
  /** Lower case, short forms written out, number words as digits, only the commas that split clauses. */
  text: string
  /** It had a question mark. */
  question: boolean
  /** 👍 👌 ✅ and the like → yes, ❌ 👎 → no, 🙏 → thanks: what an emoji says when it stands alone. */
  emoji: 'yes' | 'no' | 'thanks' | null
}

/** Longer than this nobody writes to a bot; what comes after is not read. */
const MAX_LENGTH = 2000

const EGG = /(?:🥚[\uFE0F\s]*)+/gu
const KEYCAP = /([0-9])\uFE0F?\u20E3/gu
const YES = /[👍👌✅☑🆗🙋]/u
const NO = /[❌👎🚫✖]/u
const PICTURES = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator}|\uFE0F|\u200D|\u20E3/gu

const TOKEN = /\d+(?:[.:,/]\d+)*|[a-z]+\d+[a-z]\w*|[a-z]+(?:['-][a-z]+)*|[,/+&()%-]/g
const REPEATED = /([a-z])\1{2,}/g
const SPLIT_NUMBER = /^(?:jam|jm|pkl|pukul|tgl|tanggal|no|nomor|opsi|pilih|hari|ke|juara|min|h)$/

/** Reads a message as people type it (DOMAIN.md §4.2). Pure, linear in the length, never throws. */
export function normalise(message: string): Heard {
  const raw = message.slice(0, MAX_LENGTH).trim()
  const question = /[?？]/.test(raw)
  // Before NFKC, which writes it as "1⁄2".
  let text = raw.replace(/½/g, ' setengah ').normalize('NFKC').toLowerCase()
  let emoji: Heard['emoji'] = null
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a quick test for plain ASCII
  if (/[^\x00-\x7f]/.test(text)) {
    emoji = YES.test(raw) ? 'yes' : NO.test(raw) ? 'no' : raw.includes('🙏') ? 'thanks' : null
    text = text.replace(KEYCAP, ' $1 ')
    text = eggs(text)
    text = text
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .replace(/[’‘`´]/g, "'")
      .replace(/[–—−]/g, '-')
    text = text.replace(PICTURES, ' ')
  } else if (text.includes('`')) text = text.replaceAll('`', "'")
  text = text
    .replace(/\bs\s?[./]\s?d\b\.?/g, ' sampai ')
    .replace(/\b(jum)[' ]at\b/g, 'jumat')
    .replace(/\b(?:check|chek|ceck|cek)[ -]?in\b/g, 'checkin')
    .replace(/\bba'?da\b/g, 'habis')
    .replace(/\bh\s*([-+])\s*(\d{1,3})\b/g, ' h$1$2 ')
    .replace(/\b(?:hari\s+h|h-?h|hari-h)\b/g, ' h-0 ')
    .replace(/(\d)\s*([.:])\s*(?=\d{2}(?!\d))/g, '$1$2')
    .replace(/\b(pkl|tgl|jl|no|kel|kec|bpk|sdr|dr|hal|jam|pk)\.\s*/g, '$1 ')
    .replace(/[.;!?\n\r]+(?=\s|$)|[:\n;](?=\s|$)/g, ', ')
  return { raw, text: spell(text), question, emoji }
}

/** 🥚🥚 → two eggs, unless the message says an amount itself and the eggs only decorate it. */
function eggs(text: string): string {
  const said = /\d|telu?r|telor|butir|papan/.test(text.replace(EGG, ''))
  return text.replace(EGG, (run) => (said ? ' telur ' : ` ${run.match(/🥚/gu)!.length} butir telur `))
}

/** Tokens → ordinary words. */
function spell(text: string): string {
  const tokens: string[] = []
  for (const match of text.matchAll(TOKEN)) {
    const token = match[0]
    const at = match.index
    if (token === ',') {
      const last = tokens.length - 1
      if (last >= 0 && !tokens[last]!.endsWith(',')) tokens[last] += ','
      continue
    }
    if (/^[a-z]/.test(token) || /^h[-+]/.test(token)) {
      pushWord(tokens, token, text, at)
    } else tokens.push(token)
  }
  const expanded = expand(tokens)
  return digitsFor(expanded)
    .join(' ')
    .replace(/\bh ([-+]) (\d{1,3})\b/g, (_, sign, n) => `h${sign}${n}`)
    .replace(/,$/, '')
}

/** A word, with the digits that are glued to it in the text: "sore2", "kapal27", "jam7". */
function pushWord(tokens: string[], token: string, text: string, at: number): void {
  const glued = /^\d/.test(text.slice(at + token.length, at + token.length + 1))
  const digits = glued ? /^\d+/.exec(text.slice(at + token.length))![0] : ''
  let word = token.replace(REPEATED, '$1')
  if (word !== token && !isKnown(word) && isKnown(word.replace(/(.)\1+/g, '$1')))
    word = word.replace(/(.)\1+/g, '$1')
  if (digits === '2' && !SPLIT_NUMBER.test(word) && word.length > 2) {
    // The digit itself comes as the next token; a marker tells `expand` that it repeats this word.
    tokens.push(`${word}\u0002`)
    return
  }
  tokens.push(word)
}

/** Short forms, typos, reduplication and the few words that depend on their neighbours. */
function expand(tokens: readonly string[]): string[] {
  const out: string[] = []
  for (let i = 0; i < tokens.length; i++) {
    let token = tokens[i]!
    const comma = token.endsWith(',')
    if (comma) token = token.slice(0, -1)
    let words: string
    if (token.endsWith('\u0002')) {
      const word = token.slice(0, -1)
      const base = SHORT_FORMS.get(word) ?? correct(word)
      words = /^(pagi|siang|sore|malam|subuh)$/.test(base) ? base : `${base}-${base}`
      const next = tokens[i + 1]
      if (next?.endsWith(',')) words += ','
      i++
    } else words = expandWord(token, i, tokens)
    for (const word of words.split(' ')) {
      if (word && !(FILLERS.has(word) && tokens.length > 1)) out.push(word)
    }
    if (comma && out.length > 0 && !out[out.length - 1]!.endsWith(',')) out[out.length - 1] += ','
  }
  return out
}

const EVENT_NEXT =
  /^(apel|senam|acara|kegiatan|jadwal|sesi|pengumuman|agenda|rapat|pelatihan|event|undangan|upacara)/

function expandWord(token: string, i: number, tokens: readonly string[]): string {
  const previous = tokens[i - 1] ?? ''
  const next = tokens[i + 1] ?? ''
  switch (token) {
    case 'dl': // "nanti dl" = dulu; otherwise dinas luar (DOMAIN.md §4.2)
      return /^(nanti|ntar|nnt|bentar|tunggu|sabar|stop|ntr|entar)$/.test(previous) ? 'dulu' : 'dinas luar'
    case 'buat':
      return i === 0 || EVENT_NEXT.test(next) ? 'buat' : 'untuk'
    case 'la':
    case 'lah': // Bangka "la" = sudah; elsewhere a particle
      return token === 'la' && next ? 'sudah' : ''
    case 'sd': // a school, unless between two times or dates
      return /\d$/.test(previous) ||
        /^(senin|selasa|rabu|kamis|jumat|sabtu|minggu|besok|bsk|nov|des|wib)$/.test(previous)
        ? 'sampai'
        : 'sd'
    case 'se':
      return 'se'
    case 'tb':
      return 'tugas belajar'
    case 'an':
      return /\d$/.test(previous) ? 'an' : 'atas nama'
    case 'y':
      return tokens.length <= 2 ? 'iya' : ''
    case 'ya':
      return tokens.length > 2 && i > 1 && i === tokens.length - 1 ? '' : 'iya'
    case 'hp':
    case 'hpku':
      return 'HP'.toLowerCase()
    case 'dll':
      return 'dan lain-lain'
    case 'sel':
    case 'sen':
    case 'kam':
    case 'jum':
    case 'sab':
    case 'set':
      return previous || next ? (token === 'sel' ? 'selasa' : SHORT_FORMS.get(token)!) : token
    case 'dd':
      return token
  }
  const short = SHORT_FORMS.get(token)
  if (short) return short
  // "apelnya", "telurnya" → the word; "bukannya" and names in -nya are rare enough.
  if (token.length > 6 && token.endsWith('nya')) {
    const base = token.slice(0, -3)
    const stem = SHORT_FORMS.get(base) ?? base
    if (isKnown(base) || isKnown(stem)) return stem
  }
  if (/^([a-z]{3,})-\1$/.test(token)) {
    const base = token.slice(0, (token.length - 1) / 2)
    if (/^(pagi|siang|sore|malam|subuh)$/.test(base)) return base
    return token
  }
  return correct(token)
}
