import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problemsOf } from '../../../src/features/retret/check-programme.ts'
import { expanded } from '../../../src/features/retret/expand.ts'
import { readChange } from '../../../src/features/retret/read-change.ts'
import { readProgramme } from '../../../src/features/retret/read-programme.ts'
import { wantsRetret } from '../../../src/features/retret/wants-retret.ts'
import { windowsOf } from '../../../src/features/retret/windows.ts'
import { dayOf } from '../../../src/language/calendar.ts'
import { loadCity } from '../../../src/lib/city.ts'

const today = dayOf(2026, 11, 28) ?? 0
const read = (text: string) => readProgramme(text, today)
/** "8 08:00 Pembukaan!": day of the month, time, title, and whether it is mandatory. */
const brief = (text: string) => {
  const { lines, from, to } = read(text)
  return (expanded(lines, from, to) ?? []).map(
    ({ day, time, title, mandatory }) => `${day.slice(5)} ${time} ${title}${mandatory ? '!' : ''}`,
  )
}

describe('a programme', () => {
  it('is one sentence, for every day', () => {
    const text =
      'retret pejabat 3 hari 8–10 Desember di Hotel Santika, sesi: 08.00 Pembukaan (wajib), 13.00 Materi, tiap hari'
    expect(read(text)).toMatchObject({
      title: 'retret pejabat',
      place: 'Hotel Santika',
      from: '2026-12-08',
      to: '2026-12-10',
      wrong: [],
    })
    expect(brief(text)).toEqual(
      ['12-08', '12-09', '12-10'].flatMap((day) => [`${day} 08:00 Pembukaan!`, `${day} 13:00 Materi`]),
    )
  })

  it('keeps the number that tells two waves apart', () => {
    const titles = ['gelombang 2', 'angkatan 12', 'angkatan II'].map(
      (one) => read(`Retret pejabat ${one} 8-9 Des di Aula, sesi: 08.00 Buka`).title,
    )
    expect(titles).toEqual([
      'Retret pejabat gelombang 2',
      'Retret pejabat angkatan 12',
      'Retret pejabat angkatan II',
    ])
  })

  it('is lines, each with its day, below a day, or by the number of the day', () => {
    const each =
      'Selasa 8 Des 08.00–09.30 Pembukaan (wajib)\n10.00 - 12.00 Materi: etika, dan budaya\nRabu, 9/12/2026\n1. 08.00 Materi 2\n• jam 2 siang s/d selesai Diskusi'
    expect(brief(each)).toEqual([
      '12-08 08:00 Pembukaan!',
      '12-08 10:00 Materi: etika, dan budaya',
      '12-09 08:00 Materi 2',
      '12-09 14:00 Diskusi',
    ])
    const numbered =
      'Pelatihan di aula\nHari 1 (30 Des)\nPembukaan 08.00 (wajib)\nMateri 10.00\nHari ke-3\n08.00 Ujian wajib'
    expect(brief(numbered)).toEqual(['12-30 08:00 Pembukaan!', '12-30 10:00 Materi', '01-01 08:00 Ujian!'])
    expect(brief('retret 8 Des, sesi: Buka 08.00 (wajib), Materi 10.00, Tutup 13.00')).toEqual([
      '12-08 08:00 Buka!',
      '12-08 10:00 Materi',
      '12-08 13:00 Tutup',
    ])
    expect(brief('retret, sesi: 8 Des 08.00 Buka, 9 Des 08.00 Materi, semua wajib')).toEqual([
      '12-08 08:00 Buka!',
      '12-09 08:00 Materi!',
    ])
  })

  it('crosses the year without one being said', () => {
    expect(read('retret 30 des s/d 1 jan di Puncak')).toMatchObject({ from: '2026-12-30', to: '2027-01-01' })
    expect(read('retret 5-6 januari')).toMatchObject({ from: '2027-01-05', to: '2027-01-06' })
    expect(read('retret 27-28 november')).toMatchObject({ from: '2026-11-27' })
  })

  it('says back what it could not read, and guesses none of it', () => {
    expect(
      read('retret pejabat\nSenin 8 Des 08.00 Buka\n31 Nov 10.00 Tutup\nSenin 7 Des 09.00').wrong,
    ).toEqual([
      { text: 'Senin 8 Des 08.00 Buka', why: 'weekday' },
      { text: '31 Nov 10.00 Tutup', why: 'date' },
      { text: '09.00', why: 'title' },
    ])
    expect(brief('retret pejabat\nSenin 8 Des 08.00 Buka\n10.00 Materi')).toEqual([])
    expect(read('retret 3 hari 8-11 des').wrong).toEqual([{ text: '3 hari', why: 'days' }])
  })

  it('takes the list of its participants, wherever it stands', () => {
    expect(read('retret 8-9 des, peserta: Budi, Siti')).toMatchObject({ people: 'Budi, Siti', lines: [] })
    expect(read('retret\nPeserta:\n1. Budi\n2. Siti\nSelasa 8 Des 08.00 Buka')).toMatchObject({
      people: '1. Budi\n2. Siti',
    })
  })

  it('never throws, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 300 }),
        (text) => void [read(text), readChange(text, today), wantsRetret(text)],
      ),
    )
  })

  it('is meant by a plan, not by a question about one', () => {
    for (const text of [
      'buat retret pejabat',
      'mohon izin pak, buatkan retret camat',
      'retret 3 hari 8-10 des',
      'pelatihan bendahara, sesi: 08.00 Buka, 10.00 Materi',
    ])
      expect(wantsRetret(text), text).toBe(true)
    for (const text of [
      'retret kapan?',
      'progres retret',
      'saya tidak ikut retret 3 hari karena sakit',
      'retret senin diundur jam 9',
      'pelatihan tgl 1 s/d 3 des jam 8 pagi - 4 sore di aula',
    ])
      expect(wantsRetret(text), text).toBe(false)
  })
})

it.each([
  ['sesi 3 wajib', { kind: 'mandatory', which: [3], value: true }],
  ['tolong sesi 3 dan 5-6 tidak wajib', { kind: 'mandatory', which: [3, 5, 6], value: false }],
  ['semua wajib', { kind: 'mandatory', which: 'all', value: true }],
  ['sesi 5 jam 14.30', { kind: 'move', n: 5, day: null, time: '14:30', end: null }],
  ['sesi 5 pindah ke 9 Des jam 2 siang', { kind: 'move', n: 5, day: '2026-12-09', time: '14:00', end: null }],
  ['hapus sesi 7', { kind: 'remove', which: [7] }],
  ['sesi 4 judulnya Materi ASN', { kind: 'rename', n: 4, title: 'Materi ASN' }],
  ['aturan 75 %', { kind: 'rule', percent: 75 }],
  ['lulus minimal 90 persen tanpa semua wajib', { kind: 'rule', percent: 90, mandatory: false }],
  ['izin tidak mengurangi', { kind: 'rule', leave: true }],
  ['izin dihitung tidak hadir', { kind: 'rule', leave: false }],
  ['peserta: Budi, Siti', { kind: 'people', how: 'set', text: 'Budi, Siti' }],
  ['keluarkan Budi', { kind: 'people', how: 'remove', text: 'Budi' }],
  ['tempatnya pindah ke Aula BKPSDMD', { kind: 'place', place: 'Aula BKPSDMD' }],
  ['simpan', null],
  ['ya', null],
])('"%s" changes that, and nothing else', (text, change) => {
  expect(readChange(text, today)).toEqual(change)
})

describe('several sessions', () => {
  const city = loadCity('pangkalpinang')
  const day = '2026-12-08'
  const clock = (minutes: number) =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

  it('are never open two at once, and each is open when it begins', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 10, max: 200 }), { minLength: 1, maxLength: 8 }), (gaps) => {
        let at = 300
        const starts = [at, ...gaps.map((gap) => (at += gap))].filter((one) => one < 1_380)
        const windows = windowsOf(
          starts.map((one) => ({ kind: 'retret', day, time: clock(one) })),
          city,
        )
        for (const [n, one] of windows.entries()) {
          if (!one) throw new Error('no window')
          expect(+one.opensAt).toBeLessThanOrEqual(+one.startsAt)
          expect(+one.startsAt).toBeLessThanOrEqual(+one.onTimeUntil)
          expect(+one.onTimeUntil).toBeLessThanOrEqual(+one.closesAt)
          expect(+one.startsAt).toBeLessThan(+one.closesAt)
          const next = windows[n + 1]
          if (next) expect(+one.closesAt).toBeLessThanOrEqual(+next.opensAt)
        }
      }),
    )
  })

  it('that overlap, are too near or over already are named by number', () => {
    const of = (time: string, end: string | null = null, on = day) => ({
      day: on,
      time,
      end,
      title: 'X',
      mandatory: false,
    })
    const now = new Date('2026-12-01T09:00:00+07:00')
    expect(
      problemsOf([of('08:00', '09:30'), of('09:00'), of('09:05'), of('11:00', '10:00')], now, city.zone),
    ).toEqual([
      { kind: 'overlap', n: 1, other: 2 },
      { kind: 'near', n: 2, other: 3 },
      { kind: 'backwards', n: 4 },
    ])
    expect(problemsOf([of('08:00', null, '2026-11-30'), of('08:00')], now, city.zone)).toEqual([
      { kind: 'past', n: 1 },
    ])
  })
})
