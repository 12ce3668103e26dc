import { eventType } from './events.ts'
import type { Message } from './heard.ts'
import { titleCase, unitIn } from './names.ts'
import { placeIn } from './places.ts'
import { dates, quantitySlots, type Slots } from './slot-parts.ts'

/** About 62 g an egg (DOMAIN.md §2.5): said as an estimate only, never counted. */
const EGGS_PER_KG = 16

/** Slots of `pledge_create`. */
export function pledgeSlots(message: Message): Slots {
  const { core: text, when, found, gazetteer } = message
  const slots: Slots = {}
  const money = moneyIn(message)
  if (money !== undefined) {
    slots.money_idr = money
    slots.eggs = null
  } else {
    Object.assign(slots, quantitySlots(message.quantity))
    if (slots.unit === 'kg' && typeof slots.count === 'number')
      slots.eggs_estimate = Math.round(slots.count * EGGS_PER_KG)
  }
  if (when?.rrule) slots.recurrence = when.rrule
  else if (/\b1 hari$|\bper hari\b|\bsetiap hari\b/.test(text)) slots.recurrence = 'FREQ=DAILY'
  else if (/\b1 minggu$|\bper minggu\b/.test(text)) slots.recurrence = 'FREQ=WEEKLY'
  else if (/\b1 bulan$|\bper bulan\b/.test(text)) slots.recurrence = 'FREQ=MONTHLY'
  else Object.assign(slots, dates(message))
  if (when?.part) slots.part = when.part
  const event = eventType(found.rest)
  if (event) slots.event_type = event
  const place = /\b(?:di|ke|posyandu|puskesmas)\b/.test(found.rest)
    ? placeIn(found.rest, gazetteer)
    : undefined
  if (place) slots.place = place
  if (/\b(?:keping|kiping|sedulur)\b/.test(text)) slots.program = 'Keping Sedulur'
  const giver =
    /\b(?:dari|atas nama|titipan|dari pihak) ((?:bapak |ibu |kakak )?[a-z]+(?: [a-z]+){0,3})(?=,|$|¤| (?:sumbang|sedekah|donasi|mau|akan|titip|janji|antar|untuk|ke|di|siap))/.exec(
      found.rest,
    )
  const unit = unitIn(text, gazetteer)
  if (giver && !/^(?:saya|kami|hati|rumah|kantor|keluarga besar)\b/.test(giver[1]!)) {
    const said = giver[1]!.replace(/^(?:bapak|ibu|kakak) (?=sekretaris|kepala|wali|camat|lurah|wakil)/, '')
    if (/^(?:sekretaris|kepala|wali|camat|lurah|wakil|bapak|ibu)/.test(giver[1]!) || !unit)
      slots.on_behalf = honorific(said)
    else slots.opd = unit.shown
  } else if (unit && /\b(?:kami|dari|opd|se|pegawai)\b/.test(text) && !slots.place) slots.opd = unit.shown
  if (/\b(?:kami|kita|patungan|bersama-sama|rombongan|1 kantor|sekantor|seluruh|semua)\b/.test(text))
    slots.collective = true
  return slots
}

const OFFICES: Record<string, string> = {
  'sekretaris daerah': 'Sekda',
  'wali kota': 'Wali Kota',
  'wakil wali kota': 'Wakil Wali Kota',
  'kepala dinas': 'Kepala Dinas',
}

function honorific(said: string): string {
  const name = OFFICES[said] ?? titleCase(said)
  return name.replace(/^Bapak /, 'Pak ').replace(/^Ibu /, 'Bu ')
}

/** "seratus ribu", "Rp50.000": money, which Guyub does not take; in rupiah. */
function moneyIn(message: Message): number | undefined {
  const text = message.text
  const rupiah =
    /\b(?:rp|idr|uang)\.? ?(\d{1,3}(?:\.\d{3})+|\d+)/.exec(text) ??
    /\b(\d{1,3}(?:\.\d{3})+|\d{4,9}) ?(?:rupiah|perak)\b/.exec(text)
  if (rupiah) return Number(rupiah[1]!.replaceAll('.', ''))
  const thousand = /\b(\d{1,4}) ?(?:k|rebu)\b/.exec(text)
  if (thousand) return Number(thousand[1]) * 1000
  const round = /\b(\d{4,9})\b(?! ?(?:butir|telur|biji|buah))/.exec(text)
  const value =
    round && (/\bribu\b|\brb\b|\bjuta\b|\bjt\b/.test(message.raw.toLowerCase()) || Number(round[1]) >= 10_000)
      ? Number(round[1])
      : undefined
  return value !== undefined && value >= 5000 ? value : undefined
}

/** Slots of `pledge_change`: a new total (`eggs`, `count`) or a step (`delta`), a new day or place. */
export function pledgeChangeSlots(message: Message): Slots {
  const { core: text, quantity, found, gazetteer } = message
  const slots: Slots = {}
  const step = /\b(?:tambah|tambahan|naikkan)\b(?!.* jadi)/.test(text)
    ? 1
    : /\b(?:kurangi|kurang|turunkan)\b(?!.* jadi)/.test(text)
      ? -1
      : 0
  const broken =
    /\b(pecah|retak|busuk|rusak) (\d+)\b|\b(\d+)(?: butir)? (?:yang )?(pecah|retak|busuk|rusak)\b/.exec(text)
  const total =
    /\b(?:jadi|jadinya|menjadi|cuma|tinggal|sisa|ke|total)(?: cuma| tinggal| saja)? (\d+(?:[.,]\d+)?)(?: (butir|biji|papan|karpet|tray|rak|lusin|kodi|pasang|telur))?/.exec(
      found.rest,
    )
  if (broken) {
    if (total?.[1]) slots.eggs = Number(total[1])
    else slots.delta = -Number(broken[2] ?? broken[3])
    slots.reason = `${broken[1] ?? broken[4]} ${broken[2] ?? broken[3]}`
  } else if (step && !quantity && /\b\d{1,5}\b/.test(found.rest)) {
    slots.delta = step * Number(/\b\d{1,5}\b/.exec(found.rest)![0])
  } else if (step && quantity?.count != null) {
    slots.delta = step * quantity.count
    slots.unit = quantity.unit
  } else if (quantity?.said && quantity.count !== null) {
    if (quantity.unit !== 'butir') Object.assign(slots, { count: quantity.count, unit: quantity.unit })
    slots.eggs = quantity.eggs
  } else if (total?.[1]) slots.eggs = Number(total[1])
  else if (quantity?.eggs != null) slots.eggs = quantity.eggs
  Object.assign(slots, dates(message))
  const place = /\b(?:di|ke|posyandu|puskesmas|tempat)\b/.test(found.rest)
    ? placeIn(found.rest.replace(/^(?:tempat|lokasi)(?:nya)?\b/, ''), gazetteer)
    : undefined
  if (place) slots.place = place
  return slots
}

/** Slots of `pledge_delivered`: when, how many, to whom. */
export function deliveredSlots(message: Message): Slots {
  const slots: Slots = { ...dates(message) }
  if (message.when?.part) slots.part = message.when.part
  if (message.quantity?.eggs != null) slots.eggs = message.quantity.eggs
  const to =
    /\b(?:ke|kepada|sama|diterima|oleh|diterima oleh) (?:oleh )?((?:ibu|bapak|kakak|bidan|kader|petugas|mbak|mas)(?: [a-z]+){0,2}|posyandu(?: [a-z]+){1,2}|puskesmas(?: [a-z]+){1,2})/.exec(
      message.found.rest,
    )
  if (to) slots.receiver = honorific(to[1]!)
  return slots
}
