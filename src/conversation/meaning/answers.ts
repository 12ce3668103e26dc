import { bareCode, codeWithin, digitCode, findNip } from '../../language/codes.ts'
import { findQuantity } from '../../language/quantities.ts'
import { yesOrNo } from '../../language/yes-no.ts'
import { correctionSlots } from './correction.ts'
import type { Message } from './heard.ts'
import { cleanName, unitIn } from './names.ts'
import { placeIn, placeName } from './places.ts'
import { dates, ORDINALS, type Slots } from './slots.ts'

export type Answer = { intent: string; slots: Slots }

const SKIP =
  /^(?:lewati|lewat|skip|nanti(?: saja| dulu)?|lupa|tidak (?:tahu|ada|punya|ingat|hafal|hapal)|belum (?:ada|punya)(?: nip)?|(?:saya )?(?:belum|tidak) (?:ada|punya|memiliki) (?:nip|ni)|kosong|kosongkan|strip|-|tidak|tidak usah|lanjut|saya (?:honorer|phl|tkk)|honorer|phl|tkk|lupa nip|tidak ingat nip|saya bukan (?:pns|asn))(?: (?:saja|dulu|iya|nip))*$/
const LATER = /\b(?:nanti|dulu|pikir|baca dulu|belum|sebentar|besok|tunggu|ragu)\b/

/** What a text means as the answer to the question that stands open; null: it is no answer to it. */
export function answerTo(context: string, m: Message): Answer | null {
  const t = m.core
  switch (context) {
    case 'name': {
      if (SKIP.test(t)) return field({ skip: true })
      if (m.question || /\d{2}/.test(t)) return null
      const said = m.raw
        .replace(/^.*?\bnama(?:\s+(?:lengkap|saya|sy|aku))*\s*(?:adalah|:|=)?\s*/i, '')
        .replace(/^\s*(?:saya|sy|aku|panggil(?: saya)?)\s+/i, '')
      const name = cleanName(said, m.gazetteer)
      return name ? field({ name }) : null
    }
    case 'unit': {
      if (SKIP.test(t)) return field({ skip: true })
      const unit = unitIn(t, m.gazetteer)
      return unit && !m.question ? field({ opd: unit.shown }) : null
    }
    case 'nip': {
      const nip = findNip(m.raw)
      if (nip) return field({ nip })
      return SKIP.test(t) ? field({ skip: true }) : null
    }
    case 'consent':
      return consent(m)
    case 'code': {
      const code =
        bareCode(m.raw) ??
        digitCode(m.raw) ??
        /(?<!\d)(\d{4,6})(?!\d)/.exec(m.raw)?.[1] ??
        codeWithin(m.raw) ??
        bareCode(t)
      return code ? { intent: 'checkin_code', slots: { code } } : null
    }
    case 'quantity':
      return quantityAnswer(m)
    case 'date':
      return dateAnswer(m)
    case 'place': {
      if (m.question || yesOrNo(t) || t.length < 3) return null
      const place =
        placeIn(m.found.rest, m.gazetteer) ??
        (/^[a-z0-9' -]{3,50}$/.test(t) && !/\b(?:batal|tidak|hadir|izin|sakit)\b/.test(t)
          ? placeName(t.replace(/^(?:di|ke|antar ke|saya antar ke) /, ''), m.gazetteer)
          : undefined)
      return place ? { intent: 'slot_answer', slots: { place } } : null
    }
    case 'preview': {
      if (/^(?:jangan|tunda|tahan|nanti)\b|\bjangan\b/.test(t)) return { intent: 'deny', slots: {} }
      if (
        /\b(?:kirim|kirimkan|sebar|sebarkan|umumkan|siarkan|terbitkan|publish|sekarang|gas|luncurkan|tayangkan|broadcast)\b/.test(
          t,
        ) &&
        t.length < 40 &&
        !/\b(?:tidak|besok|ke)\b/.test(t)
      ) {
        return { intent: 'affirm', slots: { send: true } }
      }
      return correct(m) ?? null
    }
    case 'confirmation':
      return correct(m)
    case 'correction': {
      const answer = yesOrNo(t)
      if (answer) return { intent: answer === 'yes' ? 'affirm' : 'deny', slots: {} }
      const slots = m.question ? null : correctionSlots(m, true)
      return slots ? { intent: 'correction', slots } : null
    }
    case 'menu': {
      const index = choiceIn(t) ?? (/^\d{1,2}$/.test(t) ? Number(t) : undefined)
      return index === undefined ? null : { intent: 'menu_choice', slots: { index } }
    }
  }
  return null
}

const field = (slots: Slots): Answer => ({ intent: 'register_field', slots })

function correct(m: Message): Answer | null {
  if (m.question) return null
  const slots = correctionSlots(m, false)
  return slots ? { intent: 'correction', slots } : null
}

function consent(m: Message): Answer | null {
  const t = m.core
  const answer = m.emoji && !t ? (m.emoji === 'no' ? 'no' : 'yes') : yesOrNo(t)
  if (/\b(?:tidak|belum|kurang|jangan|ogah|menolak|tolak|keberatan)\b/.test(t) || answer === 'no') {
    return {
      intent: 'consent_no',
      slots: LATER.test(t) && !/\btidak setuju\b/.test(t) ? { defer: true } : {},
    }
  }
  if (
    answer === 'yes' ||
    /\b(?:setuju|bersedia|sepakat|boleh|silakan|menyetujui|izinkan|mengizinkan|agree|lanjut)\b/.test(t)
  )
    return { intent: 'consent_yes', slots: {} }
  if (LATER.test(t) && t.length < 40 && !m.question) return { intent: 'consent_no', slots: { defer: true } }
  return null
}

function quantityAnswer(m: Message): Answer | null {
  if (m.question || /\b(?:batal|tidak jadi|izin|hadir|sakit|stop)\b/.test(m.core)) return null
  const text = m.core
    .replace(
      /^(?:saya |mau |sebanyak |cukup |kira-kira dulu |insyaallah |kami |bawa |sumbang |sedekah |titip |jadi |total )+/,
      '',
    )
    .replace(/(?: saja| dulu| iya| cukup| insyaallah| per orang| dulu saja)+$/, '')
  const quantity = findQuantity(text)
  if (!quantity) return null
  const slots: Slots = {}
  if (quantity.count !== null) slots.count = quantity.count
  if (quantity.said && quantity.unit && quantity.unit !== '?') slots.unit = quantity.unit
  slots.eggs = quantity.eggs
  return { intent: 'slot_answer', slots }
}

function dateAnswer(m: Message): Answer | null {
  const { when } = m
  if (
    !when ||
    when.kind === 'invalid' ||
    m.question ||
    /\b(?:batal|tidak|izin|sakit|hadir|apel|jadwal|rekap)\b/.test(m.core)
  )
    return null
  const slots: Slots = { ...dates(m) }
  if (when.part) slots.part = when.part
  if (when.time) slots.time_window = when.timeTo !== undefined ? `${when.time}/${when.timeTo}` : when.time
  return Object.keys(slots).length > 0 ? { intent: 'slot_answer', slots } : null
}

const CHOICE =
  /^(?:saya )?(?:(?:pilih|ambil|mau) )?(?:(?:yang|nomor|opsi|pilihan|menu|angka|option)\b ?)+(?:yang )?(?:nomor |ke ?-? ?)?(?:(\d{1,2})|(pertama|kedua|ketiga|keempat|kelima|keenam|ketujuh))(?: (?:saja|iya))*$|^(?:pilih|ke) ?-? ?(?:(\d{1,2})|(pertama|kedua|ketiga|keempat|kelima))$|^(pertama|kedua|ketiga|keempat|kelima)$/

/** "yang kedua", "nomor 2", "pilih 3" → the number on the list. */
export function choiceIn(text: string): number | undefined {
  const match = CHOICE.exec(text)
  if (!match) return undefined
  const word = match[2] ?? match[4] ?? match[5]
  return word ? ORDINALS[word] : Number(match[1] ?? match[3])
}
