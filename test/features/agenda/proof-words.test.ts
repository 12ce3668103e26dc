import { describe, expect, it } from 'vitest'
import { proofWish, saysProof } from '../../../src/features/agenda/proof-words.ts'

describe('what a sentence says of the proof', () => {
  it.each([
    ['bukti apel: kode atau lokasi', 'code_or_place'],
    ['bukti apel senin lokasi atau kode', 'code_or_place'],
    ['buktinya kode/lokasi', 'code_or_place'],
    ['apel ini cukup lokasi', 'place'],
    ['apel besok lokasi saja ya pak', 'place'],
    ['bukti apel: lokasi', 'place'],
    ['presensi apel senin cukup share lokasi', 'place'],
    ['absennya pakai lokasi', 'place'],
    ['senam jumat cukup kirim lokasi', 'place'],
    ['apel besok hanya koordinator', 'coordinator'],
    ['hanya oleh koordinator', 'coordinator'],
    ['apel besok kordinator saja', 'coordinator'],
    ['bukti apel: koordinator', 'coordinator'],
    ['bukti apel senin: kode', 'code'],
    ['apel ini cukup kode', 'code'],
    ['kembali ke kode saja', 'code'],
  ])('%s', (text, proof) => expect(proofWish(text).proof).toBe(proof))

  it.each([
    ['apel besok dengan kode penutup', true],
    ['senam jumat pakai kode penutup', true],
    ['apel besok tanpa kode penutup', false],
    ['apel tidak usah pakai kode penutup', false],
  ])('%s', (text, closing) => expect(proofWish(text)).toMatchObject({ closing, proof: null }))

  it('reads both in one sentence, and leaves the rest', () => {
    expect(proofWish('apel senin 07.15 di alun-alun, bukti kode atau lokasi, dengan kode penutup')).toEqual({
      ...{ proof: 'code_or_place', closing: true, problem: null },
      rest: 'apel senin 07.15 di alun-alun',
    })
    expect(proofWish('stadion, cukup lokasi').rest).toBe('stadion')
  })

  it('does not take a code and a location together', () => {
    expect(proofWish('bukti apel: kode dan lokasi').problem).toBe('both')
  })

  it.each([
    'apel senin 07.15 lokasi di stadion',
    'lokasi apel di mana?',
    'apel besok di lokasi lama',
    'minta kode',
    'kode apel',
    'koordinator kami siapa',
    'apel senin di halaman kantor wali kota',
    'lokasinya pindah ke stadion',
    'saya sudah di lokasi',
    'apel jumat pindah lokasi saja ke stadion',
    'apel besok hanya koordinator yang wajib hadir',
    'apel besok hanya koordinator dan kasubag',
    'rapat senin hanya koordinator se-kota',
  ])('leaves alone: %s', (text) => expect(saysProof(proofWish(text))).toBe(false))
})
