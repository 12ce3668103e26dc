import { describe, expect, it } from 'vitest'
import { readAbout } from '../../../src/features/disputes/about-words.ts'
import { disputeUntil } from '../../../src/features/disputes/dispute-until.ts'
import { readDispute } from '../../../src/features/disputes/dispute-words.ts'
import { readWhy } from '../../../src/features/disputes/why-wish.ts'
import { claimedStatus } from '../../../src/features/disputes/word-of-ref.ts'
import { loadCity } from '../../../src/lib/city.ts'

/** Wednesday. */
const when = { ref: new Date('2026-11-25T09:00:00+07:00'), zone: 'Asia/Jakarta' }
const MONDAY = '2026-11-23'

describe('whose presence, when and why', () => {
  it.each([
    ['Budi Santoso karena titip absen', 'Budi Santoso', null, 'titip absen'],
    ['pak budi senin krn orangnya di pasar', 'budi', MONDAY, 'orangnya di pasar'],
    ['Siti senin kemarin, alasannya: dititip temannya', 'Siti', MONDAY, 'dititip temannya'],
    ['a.n. I Made Wayan tgl 23', 'a n I Made Wayan', MONDAY, null],
    ['apel senin karena hujan', '', MONDAY, 'hujan'],
    ['Budi', 'Budi', null, null],
    ['Budi karena x', 'Budi', null, null],
  ])('%s', (text, name, day, reason) => {
    expect(readAbout(text, when)).toEqual({ name, day, reason })
  })
})

describe('a dispute in one sentence', () => {
  it.each([
    ['saya sanggah apel senin, saya hadir tapi hp mati', MONDAY, 'apel', 'saya hadir tapi hp mati', null],
    ['sanggah apel senin karena hp mati', MONDAY, 'apel', 'hp mati', null],
    ['mau mengajukan sanggahan apel senin kemarin', MONDAY, 'apel', null, null],
    ['sanggah', null, null, null, null],
    [`sanggah ${MONDAY}`, MONDAY, null, null, null],
    [
      'sy menyanggah status tk senin, sy ada di barisan belakang',
      MONDAY,
      null,
      'sy ada di barisan belakang',
      null,
    ],
    ['sanggah Apel Senin, saya hadir', MONDAY, 'apel', 'saya hadir', null],
    ['sanggah apel Budi, dia hadir', null, 'apel', 'dia hadir', 'Budi'],
    ['sanggah apel atas nama yanti karena dia sakit', null, 'apel', 'dia sakit', 'Yanti'],
    ['sanggah apel Siti karena hp mati', null, 'apel', 'hp mati', null],
  ])('%s', (text, day, event, said, other) => {
    expect(readDispute(text, 'Siti Aminah', true, when)).toEqual({ day, event, text: said, other })
  })

  it('is the whole sentence where it was not said outright', () => {
    const text = 'td lupa absen padahal hadir apel senin kmrn'
    expect(readDispute(text, 'Siti Aminah', false, when)).toEqual({
      ...{ day: MONDAY, event: 'apel', text, other: null },
    })
  })
})

describe('why', () => {
  const meant = (text: string) => {
    const { name = '', day = null, statuses = [] } = readWhy(text, when) ?? {}
    return readWhy(text, when) && [name.toLowerCase(), day, statuses[0] ?? null]
  }
  it.each([
    ['kenapa saya terlambat', ['saya', null, 'terlambat']],
    ['knp sy tk senin kemarin?', ['sy', MONDAY, 'tanpa_keterangan']],
    ['kenapa Budi Santoso tidak hadir', ['budi santoso', null, 'tanpa_keterangan']],
    ['pak, kenapa budi blm hadir ya', ['budi', null, 'tanpa_keterangan']],
    ['mengapa saya dianggap terlambat', ['saya', null, 'terlambat']],
    ['kenapa status saya terlambat', ['', null, 'terlambat']],
    ['kenapa terlambat', ['', null, 'terlambat']],
    ['kenapa', ['', null, null]],
    ['kenape aku dak hadir senin', ['aku', MONDAY, 'tanpa_keterangan']],
    ['kenapa telur saya belum sampai', null],
    ['kenapa saya tidak bisa daftar', null],
    ['kenapa saya tidak bisa absen', null],
    ['kenapa kode saya tidak diterima', null],
    ['kenapa saya harus hadir', null],
    ['kenapa saya dibilang tidak hadir padahal datang', ['saya', null, 'tanpa_keterangan']],
    ['kenapa langit biru', null],
    ['apel jam berapa', null],
  ])('%s', (text, expected) => {
    expect(meant(text)).toEqual(expected)
  })
})

describe('a status in the words of a coordinator', () => {
  it.each([
    ['hadir', 'hadir'],
    ['Dinas Luar', 'dinas_luar'],
    ['DL', 'dinas_luar'],
    ['ijin', 'izin'],
    ['tugas belajar', 'tugas_belajar'],
    ['raja', null],
    ['tanpa keterangan', null],
  ])('%s', (text, status) => {
    expect(claimedStatus(text)).toBe(status)
  })
})

describe('until when a status may be disputed', () => {
  const city = loadCity('pangkalpinang')
  const until = (settled: string, changed: string | null = null) =>
    disputeUntil({ settledAt: new Date(settled), changedAt: changed ? new Date(changed) : null }, city)
  const endOf = (day: string) => new Date(`${day}T23:59:59.999+07:00`)

  it('is the end of the third working day after it was settled', () => {
    expect(until('2026-11-23T16:45:00+07:00')).toEqual(endOf('2026-11-26'))
  })
  it('does not count a weekend, a holiday, or cuti bersama', () => {
    // Tuesday 22 December: Wednesday, then Thursday is cuti bersama, Friday a holiday, and the weekend.
    expect(until('2026-12-22T16:45:00+07:00')).toEqual(endOf('2026-12-29'))
  })
  it('begins anew when the status changes, and not before it is settled', () => {
    expect(until('2026-11-23T16:45:00+07:00', '2026-11-25T10:00:00+07:00')).toEqual(endOf('2026-11-30'))
    expect(until('2026-11-23T16:45:00+07:00', '2026-11-23T10:00:00+07:00')).toEqual(endOf('2026-11-26'))
    expect(disputeUntil({ settledAt: null, changedAt: null }, city)).toBeNull()
  })
})
