import { normalise } from '../language/normalise.ts'

export type NamedPlace = string | { name: string; aliases?: readonly string[] }

/** The proper names of a city, as `understand` needs them: units, places of any kind, holidays. */
export type Vocabulary = {
  units: readonly { name: string; aliases: readonly string[]; kind: string }[]
  places: readonly NamedPlace[]
  holidays: readonly { date: string; name: string }[]
}

/** A city profile seen only as far as this needs it; `loadCity` of lib/city.ts fits. */
export type CityWords = {
  units: readonly { name: string; aliases?: readonly string[]; kind?: string }[]
  places?: readonly NamedPlace[]
  holidays?: readonly { date: string; name: string; type?: string }[]
}

/** The vocabulary of a city. Keep the result: `understand` compiles it once per object. */
export function vocabularyOf(city: CityWords): Vocabulary {
  return {
    units: city.units.map((u) => ({ name: u.name, aliases: u.aliases ?? [], kind: u.kind ?? 'opd' })),
    places: city.places ?? [],
    holidays: city.holidays ?? [],
  }
}

/** A proper name found in a text: the span and the official name; `shown` is how people say it. */
export type Named = { name: string; shown: string; start: number; end: number }

export type Gazetteer = {
  unit(text: string): Named | null
  units(text: string): Named[]
  place(text: string): Named | null
  isHoliday(isoDate: string): boolean
  /** The next day from `from` (ISO) whose holiday name holds the word ("natal"). */
  holidayNamed(text: string, from: string): { date: string; name: string } | null
}

const cache = new WeakMap<Vocabulary, Gazetteer>()

/** Compiles a vocabulary once: an index of all names and aliases by their first word. */
export function gazetteerOf(vocabulary: Vocabulary): Gazetteer {
  let made = cache.get(vocabulary)
  if (!made) {
    made = compile(vocabulary)
    cache.set(vocabulary, made)
  }
  return made
}

/** An alias in capitals stands for a name too long to say: people hear "BKPSDMD", not its sixty letters. */
const LONG = 40

function compile(vocabulary: Vocabulary): Gazetteer {
  const units = new Map<string, { name: string; shown: string }>()
  for (const { name, aliases, kind } of vocabulary.units) {
    // The city itself is in every second sentence and never the unit that somebody belongs to.
    if (kind === 'kota') continue
    const shown = name.length > LONG ? (aliases.find((a) => !/[()]/.test(a)) ?? name) : name
    for (const said of [name, ...aliases])
      addForms(units, said.replace(/\s*\(.*\)/, ''), { name, shown }, kind)
  }
  const places = new Map<string, { name: string; shown: string }>()
  for (const place of vocabulary.places) {
    const { name, aliases = [] } = typeof place === 'string' ? { name: place } : place
    for (const said of [name, ...aliases]) addForms(places, said, { name, shown: name }, 'place')
  }
  const unitIndex = indexOf(units)
  const placeIndex = indexOf(places)
  const dates = new Set(vocabulary.holidays.map((h) => h.date))
  return {
    unit: (text) => findIn(text, unitIndex)[0] ?? null,
    units: (text) => findIn(text, unitIndex),
    place: (text) => findIn(text, placeIndex)[0] ?? null,
    isHoliday: (date) => dates.has(date),
    holidayNamed: (text, from) =>
      vocabulary.holidays.find(
        (h) =>
          h.date >= from &&
          h.name
            .toLowerCase()
            .split(/[^a-z]+/)
            .some(
              (word) => word.length > 4 && !/^(?:tahun|hijri|tambahan)$/.test(word) && text.includes(word),
            ),
      ) ?? null,
  }
}

type Table = Map<string, { name: string; shown: string }>

/** The ways a name is typed: with and without the space ("Pangkalbalam"), "Air Hitam" for "Air Itam". */
function addForms(table: Table, said: string, value: { name: string; shown: string }, kind: string): void {
  const plain = normalise(said).text.replaceAll(',', '')
  if (plain.length < 3) return
  const forms = [plain]
  const head = /^(kelurahan|kecamatan) (.+)$/.exec(plain)
  if (head) {
    forms.push(`${head[1]} ${head[2]!.replaceAll(' ', '')}`)
    if (head[1] === 'kecamatan') forms.push(`camat ${head[2]}`)
    else forms.push(`lurah ${head[2]}`)
  }
  if (/\bitam\b/.test(plain)) forms.push(plain.replace('itam', 'hitam'))
  if (kind !== 'place' && / dan /.test(plain)) forms.push(plain.replace(' dan ', ' & '))
  for (const form of forms) if (!table.has(form)) table.set(form, value)
}

type Entry = { form: string; value: { name: string; shown: string } }

/** Forms by their first word, longest first, so that a text is read once, word by word. */
function indexOf(table: Table): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>()
  for (const [form, value] of table) {
    const first = form.split(' ', 1)[0]!
    index.set(first, [...(index.get(first) ?? []), { form, value }])
  }
  for (const entries of index.values()) entries.sort((a, b) => b.form.length - a.form.length)
  return index
}

const WORD = /[a-z0-9-]+/g

function findIn(text: string, index: Map<string, Entry[]>): Named[] {
  const found: Named[] = []
  let free = 0
  for (const { 0: word, index: start } of text.matchAll(WORD)) {
    if (start < free) continue
    for (const { form, value } of index.get(word) ?? []) {
      const end = start + form.length
      if (!text.startsWith(form, start) || /[a-z0-9]/.test(text.charAt(end))) continue
      found.push({ ...value, start, end })
      free = end
      break
    }
  }
  return found
}
