/** What a sentence says about a new point; the rest is asked. */
export type PointSaid = {
  name: string | null
  area: string | null
  hours: string | null
  contact: string | null
  whereabouts: string | null
}

const KEYS = /\s*,?\s+(?=(?:di\s+(?:kelurahan|kel\.?)|(?:jam\s+)?buka|kontak|hubungi|alamat)\b)/i

/**
 * "titik baru Posyandu Kenanga di Kelurahan Bacang buka Selasa 08.00-11.00 kontak kader Posyandu Kenanga" (behind "titik
 * baru"). Pure.
 */
export function readPointSentence(text: string): PointSaid {
  const said: PointSaid = { name: null, area: null, hours: null, contact: null, whereabouts: null }
  const [contactless = '', contact] = text.split(/\s*,?\s+(?:kontak(?:nya)?|hubungi)\s*:?\s+/i, 2)
  if (contact) said.contact = contact.trim()
  for (const part of ` ${contactless}`.split(KEYS)) {
    const clean = part.trim().replace(/[,;.]$/, '')
    const [, key = '', value = ''] = /^(di|jam buka|buka|alamat)(?:nya)?\s*:?\s+(.+)$/i.exec(clean) ?? []
    if (/^di$/i.test(key)) said.area = value
    else if (/buka$/i.test(key)) said.hours = value
    else if (/^alamat$/i.test(key)) said.whereabouts = value
    else if (clean !== '' && said.name === null) said.name = clean.slice(0, 80)
  }
  return said
}
