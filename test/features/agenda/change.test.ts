import { expect, it } from 'vitest'
import { understand } from '../../../src/conversation/understand.ts'
import { vocabularyOf } from '../../../src/conversation/vocabulary.ts'
import { bareHour, changeIn } from '../../../src/features/agenda/change.ts'
import { loadCity } from '../../../src/lib/city.ts'

const city = loadCity('pangkalpinang')
const vocabulary = vocabularyOf({ ...city, places: city.placeNames })
const read = (text: string) =>
  changeIn({
    text,
    meaning: understand(text, {
      ref: new Date('2026-11-22T09:00:00+07:00'),
      vocabulary,
      context: 'confirmation',
    }),
  })

it.each([
  ['ganti jamnya 15.30', { time: '15:30' }],
  ['jamnya jadi setengah empat', { time: '15:30' }],
  ['harinya selasa', { date: '2026-11-24' }],
  ['tempatnya di stadion', { place: 'stadion' }],
  ['lokasi: aula BKPSDMD', { place: 'aula BKPSDMD' }],
  ['ubah hari', { ask: 'date' }],
  ['ganti peserta', { ask: 'units' }],
  ['ubah jam', { ask: 'time' }],
  ['ya', null],
  ['simpan', null],
  ['mantap', null],
])('%s', (text, change) => {
  expect(read(text)).toEqual(change)
})

it.each([
  ['7', '07:00'],
  ['4', '16:00'],
  ['13', '13:00'],
  ['0', null],
  ['24', null],
  ['7 orang', null],
])('a bare hour: %s', (text, time) => {
  expect(bareHour(text)).toBe(time)
})
