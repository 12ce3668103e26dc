import { BYDAY, WD, WEEKDAYS } from './date-words.ts'

/** "setiap jumat" as RFC 5545; `alternative` where the words allow another reading. */
export type RuleAtom = {
  kind: 'rrule'
  start: number
  end: number
  value: string
  alternative?: string
  part?: string
}

const EVERY = '(?:setiap|tiap|tiap-tiap|saban|rutin|rutin tiap|rutin setiap)'
const PART = '(?: (pagi|siang|sore|malam))?'
const DAYS = `(?:${WD})(?:(?:, dan |, | dan | & | serta |,)(?:hari )?(?:${WD}))*`
const ORDINALS = ['pertama', 'kedua', 'ketiga', 'keempat']

type Reader = { pattern: RegExp; read: (m: RegExpMatchArray) => Omit<RuleAtom, 'kind' | 'start' | 'end'> }
const re = (source: string): RegExp => new RegExp(`(?<!\\w)(?:${source})(?!\\w)`, 'g')
const by = (names: string): string =>
  names
    .match(new RegExp(WD, 'g'))!
    .map((name) => BYDAY[WEEKDAYS[name]!]!)
    .join(',')
const nth = (word: string): number =>
  word === 'terakhir' ? -1 : ORDINALS.indexOf(word) + 1 || Number(/\d/.exec(word)?.[0] ?? 1)

const READERS: Reader[] = [
  {
    pattern: re(
      `(?:${EVERY} )?(?:hari )?(${WD}) (?:minggu )?(pertama|kedua|ketiga|keempat|terakhir|ke ?\\d) (?:${EVERY} bulan|(?:di |dalam )?(?:setiap|tiap)(?:an)? bulan|${EVERY})${PART}`,
    ),
    read: (m) => ({ value: `FREQ=MONTHLY;BYDAY=${nth(m[2]!)}${by(m[1]!)}` }),
  },
  {
    pattern: re(
      `${EVERY} (?:bulan )?(?:hari )?(${WD}) (?:minggu )?(pertama|kedua|ketiga|keempat|terakhir)(?: (?:${EVERY} )?bulan)?`,
    ),
    read: (m) => ({ value: `FREQ=MONTHLY;BYDAY=${nth(m[2]!)}${by(m[1]!)}` }),
  },
  {
    pattern: re(`${EVERY} (?:hari )?(${WD}) (?:sampai|-) (?:hari )?(${WD})${PART}`),
    read: (m) => {
      const [a, b] = [WEEKDAYS[m[1]!]!, WEEKDAYS[m[2]!]!]
      const days = BYDAY.filter((_, i) => (a <= b ? i >= a && i <= b : i >= a || i <= b))
      return { value: `FREQ=WEEKLY;BYDAY=${days.join(',')}` }
    },
  },
  {
    pattern: re(`${EVERY} hari (?:kerja|kantor)${PART}`),
    read: () => ({ value: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR' }),
  },
  {
    pattern: re(
      `${EVERY} hari(?! (?:${WD}))${PART}|harian|${EVERY} (?=pagi|sore|malam|siang)${PART}|(?:per|1) hari 1 ?x`,
    ),
    read: () => ({ value: 'FREQ=DAILY' }),
  },
  {
    pattern: re(`${EVERY} (hari )?(${DAYS})${PART}`),
    // "tiap minggu" is every week; "setiap hari minggu" every Sunday.
    read: (m) =>
      m[2] === 'minggu' && !m[1]
        ? { value: 'FREQ=WEEKLY', alternative: 'FREQ=WEEKLY;BYDAY=SU' }
        : { value: `FREQ=WEEKLY;BYDAY=${by(m[2]!)}` },
  },
  {
    pattern: re(
      `${EVERY} (?:tanggal) (\\d{1,2})(?: (?:${EVERY} )?bulan(?:nya)?)?|tanggal (\\d{1,2}) ${EVERY} bulan`,
    ),
    read: (m) => ({ value: `FREQ=MONTHLY;BYMONTHDAY=${m[1] ?? m[2]}` }),
  },
  { pattern: re(`${EVERY} akhir bulan`), read: () => ({ value: 'FREQ=MONTHLY;BYMONTHDAY=-1' }) },
  { pattern: re(`${EVERY} awal bulan`), read: () => ({ value: 'FREQ=MONTHLY;BYMONTHDAY=1' }) },
  {
    pattern: re(
      `(?:${EVERY} )?(\\d{1,2}) (hari|minggu|pekan|bulan|tahun) (?:sekali|1 ?x|1 kali)|${EVERY} (\\d{1,2}) (hari|minggu|pekan|bulan|tahun)`,
    ),
    read: (m) => rule(m[2] ?? m[4]!, Number(m[1] ?? m[3])),
  },
  {
    pattern: re(`${EVERY} (pekan|bulan|tahun)|(mingguan|bulanan|tahunan)(?! penting)`),
    read: (m) => rule(m[1] ?? m[2]!, 1),
  },
]

function rule(unit: string, interval: number): { value: string } {
  const freq = /hari/.test(unit)
    ? 'DAILY'
    : /minggu|pekan/.test(unit)
      ? 'WEEKLY'
      : /bulan/.test(unit)
        ? 'MONTHLY'
        : 'YEARLY'
  return { value: `FREQ=${freq}${interval > 1 ? `;INTERVAL=${interval}` : ''}` }
}

const QUICK = /tiap|saban|rutin|sekali|harian|mingguan|bulanan|1 ?x|1 kali/

/** Every recurrence in a normalised text. "cuti tahunan" is a kind of leave, so only with "tiap" is it yearly. */
export function findRules(text: string): RuleAtom[] {
  if (!QUICK.test(text)) return []
  const atoms: RuleAtom[] = []
  for (const { pattern, read } of READERS) {
    for (const match of text.matchAll(pattern)) {
      const start = match.index
      const end = start + match[0].length
      if (match[0].includes('tahunan') && !/tiap/.test(match[0])) continue
      if (atoms.some((a) => start < a.end && a.start < end)) continue
      const part = match[match.length - 1]
      const atom: RuleAtom = { kind: 'rrule', start, end, ...read(match) }
      if (part && /^(?:pagi|siang|sore|malam)$/.test(part)) atom.part = part
      atoms.push(atom)
    }
  }
  return atoms.sort((a, b) => a.start - b.start)
}
