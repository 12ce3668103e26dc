import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHeads } from '../../../src/features/head-count/read-heads.ts'
import { type Marks, readMarks } from '../../../src/features/marking/read-marks.ts'

/** "hadir: Budi, #4" → ['Budi hadir', '#4 hadir'] and the rest as words. */
function shown(marks: Marks | null): string[] | null {
  if (!marks) return null
  const who = (one: Marks['except'][number]) =>
    one.kind === 'name' ? one.text : one.kind === 'nip' ? one.nip : `#${one.n}`
  return [
    ...(marks.all ? [`semua ${marks.all}`] : []),
    ...marks.entries.map(
      (one) => `${who(one.who)} ${one.status}${one.note === null ? '' : ` (${one.note})`}`,
    ),
    ...marks.except.map((one) => `kecuali ${who(one)}`),
    ...marks.bare.map((one) => `? ${who(one)}`),
  ]
}

describe('what a coordinator says about others', () => {
  it.each<[string, string[]]>([
    ['hadir semua kecuali Budi, Sari', ['semua hadir', 'kecuali Budi', 'kecuali Sari']],
    ['semua hadir kec. 3 dan 5', ['semua hadir', 'kecuali #3', 'kecuali #5']],
    ['semua hadir kecuali Budi skt, Sari ijin', ['semua hadir', 'Budi sakit', 'Sari izin']],
    ['lengkap hadir min', ['semua hadir']],
    ['Budi hadir', ['Budi hadir']],
    ['Budi hadir hari ini', ['Budi hadir']],
    ['tandai Pak Budi hdr', ['Budi hadir']],
    ['hadirkan Budi', ['Budi hadir']],
    ['catat hadir: 1, 4, 7', ['#1 hadir', '#4 hadir', '#7 hadir']],
    ['hadir 1, 4; sakit 2', ['#1 hadir', '#4 hadir', '#2 sakit']],
    ['Ani dan Rudi sakit', ['Ani sakit', 'Rudi sakit']],
    ['Budi izin urusan keluarga', ['Budi izin (urusan keluarga)']],
    ['bu Ani cuti, pak Rudi ijin anaknya sakit', ['Ani cuti', 'Rudi izin (anaknya sakit)']],
    ['Budi tadi hadir, HP-nya mati', ['Budi hadir (HP-nya mati)']],
    ['Tono dl, Budi tugas belajar', ['Tono dinas_luar', 'Budi tugas_belajar']],
    ['198503152010012001 hadir', ['198503152010012001 hadir']],
    ['Assalamualaikum, mohon izin melaporkan: Budi hadir', ['Budi hadir']],
    [
      'Hadir:\n1. Budi\n2. Ani Lestari\nSakit:\n- Rudi (demam)',
      ['Budi hadir', 'Ani Lestari hadir', 'Rudi sakit (demam)'],
    ],
    ['1. Budi - hadir\n2. Ani - sakit', ['Budi hadir', 'Ani sakit']],
    ['Budi, Ani hadir, Rudi', ['Budi hadir', 'Ani hadir', '? Rudi']],
    ['kecuali Budi', ['kecuali Budi']],
    ['Dr. Ani, S.Kom hadir', ['Dr Ani hadir']],
  ])('%s', (text, wanted) => {
    expect(shown(readMarks(text))).toEqual(wanted)
  })

  it.each([
    'hadir',
    'izin',
    'saya izin sakit',
    'semua wajib hadir besok',
    'izin 1 hari',
    'cuti 1-3 desember',
    'hadir KAPAL 27',
    'hadir jam 7',
    'Budi hadir?',
    'siapa belum hadir',
    'ya',
    'mohon izin bertanya',
  ])('is not: %s', (text) => {
    expect(shown(readMarks(text))).toBeNull()
  })

  it('takes any list of names as it was meant, however it is separated', () => {
    const name = fc.constantFrom('Budi', 'Ani Lestari', 'Tono', 'Siti Aminah', 'Rudi Hartono', 'Joko')
    const status = fc.constantFrom(['hadir', 'hadir'], ['skt', 'sakit'], ['ijin', 'izin'], ['cuti', 'cuti'])
    const separator = fc.constantFrom(', ', '\n', '; ', ' dan ')
    const list = fc.array(fc.tuple(name, status), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(list, separator, (people, between) => {
        const text = people.map(([who, [word]]) => `${who} ${word}`).join(between)
        expect(shown(readMarks(text))).toEqual(people.map(([who, [, meant]]) => `${who} ${meant}`))
      }),
    )
  })

  it('never throws, and never takes long', () => {
    fc.assert(fc.property(fc.string({ maxLength: 3_000 }), (text) => void readMarks(text)))
    const began = performance.now()
    readMarks('a, '.repeat(5_000))
    readMarks('mohon izin '.repeat(1_000))
    expect(performance.now() - began).toBeLessThan(500)
  })
})

describe('how many heads', () => {
  it.each<[string, number | null]>([
    ['hitung kepala', null],
    ['jumlah di lapangan 87', 87],
    ['izin pak, jumlah kepala: 87 orang', 87],
    ['di lapangan ada delapan puluh tujuh orang', 87],
    ['hitungan kepala 1.087', 1087],
  ])('%s', (text, count) => {
    expect(readHeads(text)).toEqual({ count })
  })

  it.each(['apel di lapangan jam 7', 'berapa orang di lapangan?', 'ada 30 telur', 'lokasi'])(
    'is not: %s',
    (text) => {
      expect(readHeads(text)).toBeNull()
    },
  )
})
