import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeWish } from '../../../src/features/agenda/change-words.ts'
import { followWish } from '../../../src/features/agenda/follow-words.ts'
import { holidayWords } from '../../../src/features/agenda/holiday-words.ts'
import { placeOf, placesOf } from '../../../src/features/agenda/new-session-names.ts'
import { ruleText } from '../../../src/features/agenda/rule-text.ts'
import { seriesWish } from '../../../src/features/agenda/series-words.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'

const city = loadCity('pangkalpinang')
const ref = new Date('2026-11-22T09:00:00+07:00')
const wish = (text: string) => seriesWish(text, ref, city.zone)
const change = (text: string) => changeWish(text, ref, city.zone)

describe('what a sentence says of a series', () => {
  it.each([
    ['apel tiap Senin 07.15', { rrule: 'FREQ=WEEKLY;BYDAY=MO' }],
    ['Apel Akbar Senin pertama tiap bulan', { rrule: 'FREQ=MONTHLY;BYDAY=1MO' }],
    [
      'senam tiap Jumat 06.30 mulai minggu depan sampai Desember',
      { rrule: 'FREQ=WEEKLY;BYDAY=FR', from: '2026-11-23', until: '2026-12-31' },
    ],
    ['tiap senin dari 1 desember sampai 31 desember', { from: '2026-12-01', until: '2026-12-31' }],
    ['apel tiap senin kecuali 28 desember dan 4 januari', { except: ['2026-12-28', '2027-01-04'] }],
    [
      'apel tiap senin jam 7, libur digeser ke hari kerja berikutnya',
      { onHoliday: 'shift', onLeave: 'shift' },
    ],
    ['libur nasional ditiadakan, cuti bersama tetap', { onHoliday: 'skip', onLeave: 'keep' }],
    ['kalau libur tetap jalan', { onHoliday: 'keep', onLeave: 'keep' }],
    [
      'apel tiap senin 07.15, selama ramadan jam 08.00 dari 8 februari sampai 9 maret 2027',
      { season: { from: '2027-02-08', to: '2027-03-09', time: '08:00' } },
    ],
    ['ramadan jam 08.00', { seasonTime: '08:00' }],
    ['senam tiap jumat mulai desember sampai november', { problem: 'endBeforeStart' }],
    ['apel tiap 31 februari', { problem: 'noSuchDate' }],
  ])('%s', (text, expected) => expect(wish(text)).toMatchObject(expected))
  it('says nothing where nothing is said', () => {
    for (const text of ['simpan', 'jamnya 07.30', 'Dinas Kesehatan', '']) expect(wish(text)).toEqual({})
  })
})

describe('what a sentence wants changed', () => {
  it.each([
    [
      'apel senin diundur jadi jam 08.00',
      { day: '2026-11-23', newDay: null, newTime: '08:00', onward: false },
    ],
    ['pindahkan apel senin ke selasa', { day: '2026-11-23', newDay: '2026-11-24' }],
    [
      'tolong undur apel senin ke selasa jam 07.30',
      { day: '2026-11-23', newDay: '2026-11-24', newTime: '07:30' },
    ],
    ['ubah apel senin jadi jam 8', { day: '2026-11-23', newDay: null, newTime: '08:00' }],
    [
      'apel akbar desember dipindah ke 8 desember',
      { day: '2026-12-01', dayTo: '2026-12-31', newDay: '2026-12-08' },
    ],
    ['batalkan apel senin', { day: '2026-11-23', newDay: null }],
    ['senam jumat ditiadakan', { day: '2026-11-27', onward: false }],
    ['apel mulai bulan depan jam 07.30', { onward: true, from: '2026-12-01', newTime: '07:30', day: null }],
    ['senam ditiadakan seterusnya', { onward: true, from: null }],
    ['senam ditiadakan mulai januari', { onward: true, from: '2027-01-01', day: null }],
    ['apel mulai januari diubah jadi tiap selasa', { onward: true, newRule: 'FREQ=WEEKLY;BYDAY=TU' }],
    ['apel senin diundur ke 31 februari', { problem: 'noSuchDate' }],
  ])('%s', (text, expected) => expect(change(text)).toMatchObject(expected))
})

describe('what somebody follows', () => {
  it.each([
    ['ikuti info GPM di Gerunggang', { action: 'follow', topic: 'GPM', area: 'Gerunggang' }],
    ['saya mau ikuti cek kesehatan', { action: 'follow', topic: 'cek kesehatan', area: null }],
    ['berhenti ikuti GPM', { action: 'unfollow', topic: 'GPM', area: null }],
    ['berhenti ikuti info GPM di Gabek', { action: 'unfollow', topic: 'GPM', area: 'Gabek' }],
    ['saya mengikuti apel besok', { action: 'follow', topic: 'apel besok', sure: false }],
    ['berhenti ikuti info GPM', { action: 'unfollow', topic: 'GPM', sure: true }],
    ['jangan ikuti gpm lagi', { action: 'unfollow', topic: 'gpm' }],
    ['berhenti ikuti', { action: 'unfollow', topic: null, area: null }],
  ])('%s', (text, expected) => expect(followWish(text)).toMatchObject(expected))
  it.each([
    'berhenti',
    'stop',
    'ikut apel',
    'saya ikut',
    'batal ikut senam',
    'batal mengikuti apel',
    'jadwal gpm',
    'jangan kirim pesan lagi',
  ])('not: %s', (text) => expect(followWish(text)).toBeNull())
})

describe('what an admin says of a holiday', () => {
  it.each([
    [
      'tambah libur 5 Januari 2027: Cuti Bersama Tahun Baru, SKB 1205/3/2 Tahun 2026',
      { name: 'Cuti Bersama Tahun Baru', source: 'SKB 1205/3/2 Tahun 2026', type: 'cuti_bersama' },
    ],
    [
      'tambah libur 9 desember 2026: Pilkada (Keppres 12/2026)',
      { name: 'Pilkada', source: 'Keppres 12/2026', type: 'libur_nasional' },
    ],
    ['tambah libur 5 januari 2027', { name: null, source: null, type: 'libur_nasional' }],
  ])('%s', (text, expected) => expect(holidayWords(text)).toEqual(expected))
})

describe('places', () => {
  it('several known ones of one sentence, a longer name before a shorter one', () => {
    expect(placesOf('di halaman kantor wali kota dan alun-alun', city)).toBe(
      'halaman kantor wali kota; Alun-alun Taman Merdeka',
    )
    expect(placesOf('di lapangan upacara', city)).toBeNull()
  })
  it('by the ways in which they are typed', () =>
    expect(placeOf('alun2', city)).toBe('Alun-alun Taman Merdeka'))
})

describe('a rule as people say it', () => {
  const { translator } = loadLocales(city)
  it.each([
    ['FREQ=WEEKLY;BYDAY=MO', 'setiap Senin', 'every Monday'],
    ['FREQ=WEEKLY;BYDAY=MO,TH', 'setiap Senin dan Kamis', 'every Monday and Thursday'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'setiap hari kerja', 'every working day'],
    ['FREQ=WEEKLY;INTERVAL=2', 'setiap 2 pekan pada hari Rabu', 'every 2 weeks on Wednesday'],
    ['FREQ=MONTHLY;BYDAY=1MO', 'Senin pertama tiap bulan', 'the first Monday of each month'],
    ['FREQ=MONTHLY;BYDAY=-1FR', 'Jumat terakhir tiap bulan', 'the last Friday of each month'],
    ['FREQ=MONTHLY;BYMONTHDAY=17', 'tanggal 17 tiap bulan', 'on day 17 of each month'],
    ['FREQ=MONTHLY;BYMONTHDAY=-1', 'tanggal terakhir tiap bulan', 'on the last day of each month'],
    ['FREQ=DAILY', 'setiap hari', 'every day'],
    ['FREQ=YEARLY', 'setiap tahun pada 2/12', 'each year on 2/12'],
  ])('%s', (rule, id, en) => {
    expect(ruleText(rule, '2026-12-02', translator('id'))).toBe(id)
    expect(ruleText(rule, '2026-12-02', translator('en'))).toBe(en)
  })
})

it('nothing that is typed makes any of them throw', () => {
  const word = fc.constantFrom(
    'apel',
    'tiap',
    'senin',
    'mulai',
    'sampai',
    'kecuali',
    'desember',
    '31',
    '07.15',
    'libur',
    'ramadan',
    'ke',
    'jadi',
    'ikuti',
    'di',
  )
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.array(word, { maxLength: 12 }).map((all) => all.join(' ')),
  )
  fc.assert(
    fc.property(text, (said) => {
      wish(said)
      change(said)
      followWish(said)
      holidayWords(said)
      placesOf(said, city)
    }),
    { numRuns: 500 },
  )
})
