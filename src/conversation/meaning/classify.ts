import { codeWithin, findNip, hasNik } from '../../language/codes.ts'
import { yesOrNo } from '../../language/yes-no.ts'
import { choiceIn } from './answers.ts'
import { namedStatuses } from './coordinator-slots.ts'
import { correctionSlots } from './correction.ts'
import { EVENT_WORDS } from './events.ts'
import type { Message } from './heard.ts'
import { unitIn } from './names.ts'
import { ASK, type Signs } from './rule.ts'
import { RULES } from './rules.ts'
import type { Slots } from './slots.ts'

const EVENT = new RegExp(`\\b(?:${EVENT_WORDS})\\b`)
const EGGS = /\b(?:telur|sedekah|sumbang|donasi|sedulur|butir|papan|karpet|tray|lusin|kodi|rak|kg)\b/

/** Everything that the rules may ask of a message, read once. */
export function signsOf(m: Message): Signs {
  const text = m.core
  const nip = findNip(m.raw)
  return {
    question: m.question || ASK.test(text),
    event: EVENT.test(text),
    eggs: EGGS.test(text),
    quantity: m.quantity?.said ?? false,
    when: m.when !== null,
    time: m.when?.time !== undefined,
    future: (m.when?.date ?? '') > m.today,
    unit: unitIn(text, m.gazetteer) !== undefined,
    nip: nip !== null,
    nik: hasNik(m.raw),
    code: codeWithin(m.raw) !== null,
    named: namedStatuses(text).length,
  }
}

export type Classified = { intent: string; slots?: Slots; score: number }

/** The wish of a message without a question standing open; null when nothing fits. */
export function classify(m: Message): Classified | null {
  const text = m.core
  if (!text) {
    if (/^[\s?？]+$/.test(m.raw) && m.raw.trim()) return { intent: 'help', slots: {}, score: 95 }
    if (m.greeting || m.prelude || m.text)
      return { intent: 'greet', slots: m.prelude ? { prelude: true } : {}, score: 95 }
    if (m.emoji === 'thanks') return { intent: 'thanks', slots: {}, score: 80 }
    return m.emoji ? { intent: m.emoji === 'yes' ? 'affirm' : 'deny', slots: {}, score: 85 } : null
  }
  const simple = smallWords(m)
  if (simple) return simple
  const signs = signsOf(m)
  let best: Classified | null = null
  for (const rule of RULES) {
    if (rule.if && !rule.if(signs)) continue
    if (!rule.has.test(text) || rule.unless?.test(text)) continue
    best = { intent: rule.intent, score: rule.score }
    break
  }
  if (!m.question && (!best || best.score < 92)) {
    const correction =
      /\bbukan\b|\bmaksud|\bsalah\b|\btypo\b|\bralat\b|\bkeliru\b|\bharusnya\b|\bseharusnya\b/.test(text) &&
      !/\b(?:hadir|absen|telur bukan|nama|nip|kehadiran|tercatat|izin|sakit)\b/.test(text)
        ? correctionSlots(m, false)
        : null
    if (correction) return { intent: 'correction', slots: correction, score: 92 }
  }
  if (best) return best
  if (
    m.greeting &&
    /^(?:apa kabar|semua|semoga|iya|sehat|selalu|pagi|siang|sore|malam|warga|bersama|untuk|rekan)/.test(text)
  )
    return { intent: 'greet', slots: {}, score: 80 }
  return null
}

/** Yes, no, an ordinal, a laugh: the words that need no rule. */
function smallWords(m: Message): Classified | null {
  const text = m.core
  if (text.length > 40) return null
  if (/^(?:hadir)$/.test(text)) return { intent: 'checkin', score: 95 }
  const answer = yesOrNo(text)
  if (answer && !m.question && !/^setuju|^(?:saya )?setuju|^tidak setuju/.test(text)) {
    const send = /\b(?:kirim)\b/.test(text)
    return {
      intent: answer === 'yes' ? 'affirm' : 'deny',
      slots: send && answer === 'yes' ? { send: true } : {},
      score: 95,
    }
  }
  const index = choiceIn(text)
  if (index !== undefined && !m.question) return { intent: 'menu_choice', slots: { index }, score: 93 }
  if (/^(?:kode|minta kode|kode apel|kode unit)$/.test(text))
    return { intent: 'event_open', slots: { command: 'unit_code' }, score: 93 }
  if (/^(?:layar|buka layar|tampilkan layar|layar apel)$/.test(text))
    return { intent: 'event_open', slots: { command: 'screen' }, score: 93 }
  if (/^(?:buat )?sesi(?: baru)?$|^buat (?:apel|sesi|kegiatan)$/.test(text))
    return { intent: 'event_create', slots: { command: 'new_session' }, score: 93 }
  if (/^(?:(?:siapa )?(?:saja )?(?:yang )?belum)(?: siapa)?$/.test(text) && /siapa|yang/.test(text))
    return { intent: 'recap_request', slots: { filter: 'belum' }, score: 93 }
  if (/^belum (?:hadir|absen siapa)$/.test(text))
    return { intent: 'recap_request', slots: { filter: 'belum' }, score: 85 }
  if (/^apa kabar/.test(text)) return { intent: 'greet', slots: {}, score: 90 }
  return null
}
