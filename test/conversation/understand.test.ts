import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { understand } from '../../src/conversation/understand.ts'
import { vocabularyOf } from '../../src/conversation/vocabulary.ts'
import { loadCity } from '../../src/lib/city.ts'
import { sunday, table } from '../language/tables.ts'

const vocabulary = vocabularyOf(loadCity('pangkalpinang'))
const read = (text: string, context?: string) =>
  understand(text, { ref: sunday, vocabulary, ...(context ? { context } : {}) })

/** The notes of the development examples that mean an open question. */
const CONTEXTS: [RegExp, string][] = [
  [/bot asked OPD/, 'unit'],
  [/bot asked NIP/, 'nip'],
  [/privacy notice/, 'consent'],
  [/bot asked code/, 'code'],
  [/how many/, 'quantity'],
  [/delivery date/, 'date'],
  [/saw preview/, 'preview'],
]
const contextOf = (note: string): string | undefined =>
  /^ctx:(\w+)$/.exec(note)?.[1] ??
  (/ctx:/.test(note) ? CONTEXTS.find(([words]) => words.test(note))?.[1] : undefined)

describe('utterances.dev.tsv', () => {
  it.each(table('utterances.dev.tsv'))('$text', ({ text, intent, 'slots-json': slots, note }) => {
    const meaning = read(text!, contextOf(note!))
    expect({ intent: meaning.intent, slots: meaning.slots }).toEqual({ intent, slots: JSON.parse(slots!) })
  })
})

// Written before the rules were looked at; slots beyond those named are allowed.
describe.each([
  'utterances.fresh.tsv',
  'utterances.second.tsv',
  'utterances.third.tsv',
  'utterances.giving.tsv',
])('%s', (name) => {
  it.each(table(name))('$text', ({ text, intent, 'slots-json': slots, note }) => {
    const meaning = read(text!, contextOf(note!))
    expect(meaning.intent).toBe(intent)
    const { place, ...rest } = JSON.parse(slots!)
    expect(meaning.slots).toMatchObject(place ? { ...rest, place } : rest)
  })
})

describe('a salam is kept, to be answered in kind', () => {
  it.each([
    ['assalamualaikum, besok apel jam berapa?', 'salam', 'ask_schedule'],
    ['selamat pagi pak, saya hadir', 'pagi', 'checkin'],
    ['halo min mau daftar', 'halo', 'register'],
    ['pagi kak, izin tidak ikut apel ya, sakit', 'pagi', 'report_absence'],
  ])('%s', (text, greeting, intent) => {
    expect(read(text)).toMatchObject({ greeting, intent })
  })
})

describe('the same word in another context', () => {
  it('30', () => {
    expect(read('30', 'quantity').slots).toEqual({ count: 30, eggs: 30 })
    expect(read('3', 'menu')).toMatchObject({ intent: 'menu_choice', slots: { index: 3 } })
    expect(read('4821', 'code')).toMatchObject({ intent: 'checkin_code', slots: { code: '4821' } })
  })

  it('ya', () => {
    expect(read('ya', 'consent').intent).toBe('consent_yes')
    expect(read('ya', 'confirmation').intent).toBe('affirm')
    expect(read('ya').intent).toBe('affirm')
  })

  it('lusa', () => {
    expect(read('lusa', 'date')).toMatchObject({ intent: 'slot_answer', slots: { date: '2026-11-24' } })
    expect(read('lusa', 'correction')).toMatchObject({ intent: 'correction', slots: { date: '2026-11-24' } })
  })

  it.each([
    'name',
    'unit',
    'nip',
    'quantity',
    'date',
    'place',
    'code',
    'preview',
    'confirmation',
    'menu',
    'correction',
  ])('batal and bantuan work when %s is asked', (context) => {
    expect(read('batal', context).intent).toBe('cancel')
    expect(read('bantuan', context).intent).toBe('help')
  })
})

describe('names of the city', () => {
  it.each([
    ['dispora', 'Dinas Pemuda dan Olahraga'],
    ['kel bacang', 'Kelurahan Bacang'],
    ['kec. pangkalbalam', 'Kecamatan Pangkal Balam'],
    ['dinas kesehatan', 'Dinas Kesehatan'],
    ['satpol pp', 'Satuan Polisi Pamong Praja'],
  ])('%s → %s', (text, name) => {
    expect(read(text, 'unit')).toMatchObject({ intent: 'register_field', slots: { opd: name }, unit: name })
  })

  it('shows the short form of a name that is too long to say, and knows the long one', () => {
    const meaning = read('bkpsdmd', 'unit')
    expect(meaning.slots).toEqual({ opd: 'BKPSDMD' })
    expect(meaning.unit).toBe('Badan Kepegawaian dan Pengembangan Sumber Daya Manusia Daerah')
  })

  it('another city has other names', () => {
    const malang = vocabularyOf(loadCity('malang'))
    const unit = malang.units.find((u) => u.kind === 'opd')!
    expect(understand(unit.name, { ref: sunday, vocabulary: malang, context: 'unit' }).unit).toBe(unit.name)
  })
})

describe('traps', () => {
  it.each([
    ['tidak hadir', 'report_absence'],
    ['gak hadir pak', 'report_absence'],
    ['izin hadir pak', 'checkin'],
    ['ijin absen', 'checkin'],
    ['siap hadir', 'rsvp_yes'],
    ['siap', 'affirm'],
    ['senin 23', 'slot_answer'],
    ['siapa yang belum', 'recap_request'],
    ['rekap saya', 'ask_my_attendance'],
  ])('"%s" is %s', (text, intent) => {
    expect(read(text).intent).toBe(intent)
  })

  it.each([
    'tidak hadir',
    'tdk hadir',
    'gak bisa hadir',
    'belum hadir pak',
    'saya ndak hadir',
    'hadir? tidak',
    'tidak jadi hadir',
    'batal hadir',
  ])('"%s" never checks anybody in', (text) => {
    expect(read(text).intent ?? '').not.toMatch(/^checkin/)
  })

  it.each([
    ['menu', { command: 'menu' }],
    ['privasi', { command: 'privacy' }],
    ['english', { command: 'language' }],
    ['layar', { command: 'screen' }],
    ['kode', { command: 'unit_code' }],
    ['buat sesi', { command: 'new_session' }],
    ['mulai', { command: 'start' }],
  ])('command %s', (text, slots) => {
    expect(read(text).slots).toMatchObject(slots)
  })
})

describe('whatever is typed', () => {
  it('never throws', () => {
    const context = fc.constantFrom(
      undefined,
      'name',
      'unit',
      'nip',
      'consent',
      'code',
      'quantity',
      'date',
      'place',
      'preview',
      'menu',
      'correction',
    )
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), context, (text, c) => void read(text, c)),
    )
    const word = fc.constantFrom(
      'saya',
      'tidak',
      'hadir',
      'izin',
      'apel',
      'besok',
      ',',
      '?',
      '30',
      'telur',
      'bukan',
      'jam 7',
      'dinkes',
      'ya',
      '🥚',
      'pak',
      'nama',
      'tandai',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 15 }), context, (words, c) => void read(words.join(' '), c)),
    )
  })

  it('never throws on a word with one wrong character, a digit too', () => {
    for (const word of [
      'senin',
      'batal',
      'sedekah',
      'kantor',
      'hadir',
      'lusin',
      'pegawai',
      'sakit',
      'besok',
    ]) {
      for (let at = 0; at <= word.length; at++) {
        for (const wrong of '0159azx-') {
          read(word.slice(0, at) + wrong + word.slice(at), undefined)
          read(word.slice(0, at) + wrong + word.slice(at + 1), undefined)
        }
      }
    }
  })

  it('is quick on what is long', () => {
    for (const text of [
      'a'.repeat(5000),
      'hadir '.repeat(900),
      '1 '.repeat(2500),
      'senin dan '.repeat(500),
      ', '.repeat(2500),
      'Andi hadir, '.repeat(400),
      'tidak bisa '.repeat(450),
    ]) {
      const start = performance.now()
      read(text)
      expect(performance.now() - start, text.slice(0, 20)).toBeLessThan(500)
    }
  })
})
