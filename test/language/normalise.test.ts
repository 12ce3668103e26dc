import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bareCode, codeWithin, employmentOf, findNip, hasNik } from '../../src/language/codes.ts'
import { normalise } from '../../src/language/normalise.ts'
import { correct } from '../../src/language/spelling.ts'
import { yesOrNo } from '../../src/language/yes-no.ts'

describe('short forms, play and slips', () => {
  it.each([
    ['sy gk bs hdr bsk', 'saya tidak bisa hadir besok'],
    ['sore2', 'sore'],
    ['alun2 kota', 'alun-alun kota'],
    ['iyaaa', 'iya'],
    ['hadirrr pak', 'hadir bapak'],
    ['23 s/d 25 nov', '23 sampai 25 nov'],
    ['pkl. 07.15', 'pukul 07.15'],
    ["jum'at", 'jumat'],
    ['telok due bj', 'telur 2 biji'],
    ['nanti dl ya', 'nanti dulu'],
    ['besok dl', 'besok dinas luar'],
    ['10bh', '10 buah'],
    ['jam7', 'jam 7'],
    ['hari H', 'h-0'],
    ['🥚🥚', '2 butir telur'],
    ['10 telur 🥚🥚', '10 telur telur'],
    ['kaLo bisa…', 'kalau bisa'],
  ])('"%s" → "%s"', (typed, text) => {
    expect(normalise(typed).text).toBe(text)
  })

  it.each([
    ['hadri', 'hadir'],
    ['sneam', 'senam'],
    ['pengumumna', 'pengumuman'],
    ['posyamdu', 'posyandu'],
    ['kecamtan', 'kecamatan'],
  ])('mends "%s"', (typed, word) => {
    expect(correct(typed)).toBe(word)
  })

  it.each(['sidang', 'malas', 'yanti', 'rini', 'berada', 'bidan', 'kapal', 'hadi', 'santi', 'kapur'])(
    'leaves "%s" alone',
    (word) => {
      expect(correct(word)).toBe(word)
    },
  )
})

describe('codes and numbers of identity', () => {
  it.each([
    ['KAPAL 27', 'KAPAL 27'],
    ['kapal27', 'KAPAL 27'],
    ['Kapal-27', 'KAPAL 27'],
    ['kapal  2 7', 'KAPAL 27'],
    ['kpal 27', 'KPAL 27'],
    ['kode: melati 08', 'MELATI 08'],
    ['kapal 2o', 'KAPAL 20'],
    ['kapal 27 pak', 'KAPAL 27'],
  ])('"%s" is a code', (typed, code) => {
    expect(bareCode(typed)).toBe(code)
  })

  it.each([
    'senin 23',
    'jam 07',
    'papan 30',
    'telur 30',
    'tgl 27',
    'apel 23',
    'telat 10',
    'nomor 12',
    '23 nov',
    'besok 10',
    'kapal 270',
    'kapal',
  ])('"%s" is none', (typed) => {
    expect(bareCode(typed)).toBeNull()
  })

  it('finds a code in a sentence', () => {
    expect(codeWithin('hadir KAPAL 27')).toBe('KAPAL 27')
    expect(codeWithin('saya hadir apel, kodenya kapal27')).toBe('KAPAL 27')
    expect(codeWithin('hadir senin 23 jam 07.15')).toBeNull()
  })

  it('tells NIP from NIK by length only', () => {
    expect(findNip('NIP 19680411 199303 1 009')).toBe('196804111993031009')
    expect(findNip('1971010101850001')).toBeNull()
    expect(hasNik('nik saya 1971010101850001')).toBe(true)
    expect(hasNik('198503172010012999')).toBe(false)
    expect(employmentOf('198503172010012999')).toBe('PNS')
    expect(employmentOf('199009132025241999')).toBe('PPPK')
  })
})

it.each([
  ['iya', 'yes'],
  ['sudah benar', 'yes'],
  ['oke siap', 'yes'],
  ['tidak', 'no'],
  ['tidak usah', 'no'],
  ['belum benar', 'no'],
  ['siap hadir', null],
  ['tidak hadir', null],
  ['saya', null],
] as const)('yes or no: "%s" → %s', (text, answer) => {
  expect(yesOrNo(text)).toBe(answer)
})

it('never throws, and repeats itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
      expect(normalise(text)).toEqual(normalise(text))
    }),
  )
})
