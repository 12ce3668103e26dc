import { employmentOf, findNip } from '../../language/codes.ts'
import type { Message } from './heard.ts'
import { cleanName, employmentIn, nameAfterLabel, titleCase, unitIn } from './names.ts'
import { type Slots, set } from './slot-parts.ts'

export function registerSlots(m: Message): Slots {
  const slots: Slots = {}
  set(slots, 'name', nameAfterLabel(m.raw, m.gazetteer))
  const nip = findNip(m.raw)
  set(slots, 'nip', nip)
  set(slots, 'opd', unitIn(m.core, m.gazetteer)?.shown)
  set(slots, 'employment', employmentIn(m.core) ?? (nip ? employmentOf(nip) : undefined))
  return slots
}

export function correctSlots(m: Message): Slots {
  const slots: Slots = {}
  const unit = unitIn(m.core, m.gazetteer)
  const nip = findNip(m.raw)
  const kind = employmentIn(m.core)
  if (nip || /\bnip\b/.test(m.core)) return { field: 'nip', ...(nip ? { value: nip } : {}) }
  if (/\bnama\b/.test(m.core)) {
    slots.field = 'name'
    const said =
      /(?:harusnya|seharusnya|yang benar|yg benar|yg bener|mestinya|jadi|menjadi|adalah|itu|:|bukan \w+,? (?:tapi|melainkan)|ke)\s+(?:nya\s+)?([a-z'’.\- ]{2,60})$/i.exec(
        m.raw,
      )
    set(slots, 'value', said ? cleanName(said[1]!, m.gazetteer) : undefined)
    return slots
  }
  if (/\b(?:nomor hp|hp|nomor telepon|nomor wa|nomor)\b/.test(m.core)) {
    slots.field = 'phone'
    set(slots, 'value', /(?:\+?62|0)8[\d\s-]{7,14}/.exec(m.raw)?.[0].replace(/[\s-]/g, ''))
    return slots
  }
  if (unit || /\b(?:opd|unit|pindah|mutasi|instansi|dimutasi)\b/.test(m.core)) {
    slots.field = 'opd'
    set(
      slots,
      'value',
      unit?.shown ??
        (/\b(?:ke|di) (?!opd|mana)([a-z ]+)$/.exec(m.core)?.[1]
          ? titleCase(/\b(?:ke|di) (?!opd|mana)([a-z ]+)$/.exec(m.core)![1]!)
          : undefined),
    )
    return slots
  }
  if (kind) return { field: 'employment', value: kind }
  return slots
}
