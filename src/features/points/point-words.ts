import { type DropPoint, plainName } from './points.ts'

/** Where a sentence wants to bring something. */
export type PointMeant =
  | { kind: 'one'; point: DropPoint }
  /** A kelurahan with several, or "posyandu" and no name. */
  | { kind: 'several'; points: DropPoint[]; name: string | null }
  | { kind: 'unknown'; name: string }

/** What stands before a giver's unit, which is no place: "50 butir dari Dinas Kesehatan". */
const GIVER = /\b(?:dari|atas nama|titipan|pegawai|staf|kami|keluarga besar|sekantor|an) $/
/** What has to stand before a name that is also a word: "ke melati". */
const THERE =
  /(?:^|\b(?:di|ke|pos|posyandu|titik|lewat|via|pas|saat|waktu|acara|antar|antarnya|pindah|ganti|tempatnya|dekat|sekitar|daerah|wilayah|kelurahan|kel|lurah|tempat|lokasi|jadi) )$/

/**
 * The point that a text names: by its name or another name of it, by the kelurahan in which it lies, or by its kind.
 * The longest name wins. Pure; null when no place is named.
 * @param answer a place was asked for: a bare name is one
 */
export function pointIn(text: string, points: DropPoint[], answer = false): PointMeant | null {
  const said = ` ${plainName(text)} `
  const found = hits(said, points, answer)
  const longest = Math.max(0, ...found.map(({ length }) => length))
  const best = [...new Set(found.filter(({ length }) => length === longest).map(({ point }) => point))]
  const [only, ...others] = best
  if (only && others.length === 0) return { kind: 'one', point: only }
  if (only) return { kind: 'several', points: best, name: null }
  const area = inArea(said, points, answer)
  if (area) return area
  const named =
    /\bposyandu (?!(?:mana|apa|terdekat|saja|dekat|yang|di|ke|besok|hari|jam|untuk|tanpa|iya|ya|aja|dan|kak|bu|pak|min)\b)([a-z]{3,}(?: (?:[ivx\d]{1,3}|indah|baru|lama|jaya|asri|sehat)\b)?)/.exec(
      said,
    )
  if (named?.[1]) return near(named[1], points) ?? { kind: 'unknown', name: `Posyandu ${titled(named[1])}` }
  if (/\b(?:di|ke) posyandu\b|\bposyandu(?: (?:mana|saja|aja|terdekat))? $/.test(said))
    return { kind: 'several', points: points.filter(({ kind }) => kind === 'posyandu'), name: null }
  return null
}

function hits(said: string, points: DropPoint[], answer: boolean): { point: DropPoint; length: number }[] {
  const found: { point: DropPoint; length: number }[] = []
  for (const point of points) {
    for (const [n, name] of [point.name, ...point.aliases].map(plainName).entries()) {
      for (
        let at = said.indexOf(` ${name} `);
        name !== '' && at >= 0;
        at = said.indexOf(` ${name} `, at + 1)
      ) {
        const before = said.slice(0, at + 1)
        if (GIVER.test(before)) continue
        // A name of one word, or an office's short one, is one only where a place is expected.
        const clear =
          answer || THERE.test(before.trimStart()) || (n === 0 && name.includes(' ') && point.kind !== 'opd')
        if (clear) found.push({ point, length: name.length })
      }
    }
  }
  return found
}

/** "di bacang", "kelurahan air itam": the points of that kelurahan. */
function inArea(said: string, points: DropPoint[], answer: boolean): PointMeant | null {
  const areas = new Map<string, DropPoint[]>()
  for (const point of points) {
    if (point.areaName) areas.set(point.areaName, [...(areas.get(point.areaName) ?? []), point])
  }
  for (const [name, there] of [...areas].sort(([a], [b]) => b.length - a.length)) {
    for (const form of areaForms(name)) {
      const at = said.indexOf(` ${form} `)
      if (at < 0 || GIVER.test(said.slice(0, at + 1))) continue
      if (!answer && !THERE.test(said.slice(0, at + 1).trimStart())) continue
      const [only, ...others] = there
      return only && others.length === 0
        ? { kind: 'one', point: only }
        : { kind: 'several', points: there, name }
    }
  }
  return null
}

/** "Kelurahan Air Itam": "kelurahan air itam", "air itam", "airitam", "air hitam". */
export function areaForms(name: string): string[] {
  const whole = plainName(name)
  const bare = whole.replace(/^kelurahan /, '')
  const forms = [whole, bare, bare.replaceAll(' ', '')]
  return [
    ...forms,
    ...forms.filter((form) => /\bitam\b/.test(form)).map((form) => form.replace('itam', 'hitam')),
  ]
}

/** One letter wrong in a name of five or more. */
function near(name: string, points: DropPoint[]): PointMeant | null {
  const close = points.filter(
    (point) =>
      point.kind === 'posyandu' &&
      name.length >= 5 &&
      oneOff(name, plainName(point.name).replace(/^posyandu /, '')),
  )
  const [only, ...others] = close
  return only && others.length === 0 ? { kind: 'one', point: only } : null
}

/** One letter more, less or other. */
function oneOff(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let at = 0
  while (at < a.length && a[at] === b[at]) at += 1
  const rest = (text: string, from: number) => text.slice(from)
  return (
    rest(a, at + 1) === rest(b, at + 1) || rest(a, at + 1) === rest(b, at) || rest(a, at) === rest(b, at + 1)
  )
}

const titled = (text: string): string =>
  text.replace(/(^| )([a-z])/g, (_, before: string, letter: string) => before + letter.toUpperCase())
