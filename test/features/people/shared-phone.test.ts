import { expect, test } from 'vitest'
import { chosen, meantBy, nameChoices } from '../../../src/features/people/shared-phone.ts'

const siti = { id: 1, name: 'Siti Aminah' }
const budi = { id: 2, name: 'Budi Santoso' }
const other = { id: 3, name: 'Siti Rohani' }

test.each([
  ['siti', 1],
  ['Siti Aminah', 1],
  ['untuk bu siti ya', 1],
  ['atas nama budi santoso', 2],
  ['BUDI!', 2],
  ['aminah', 1],
  ['sant', 2],
  ['ini kode pak budi', 2],
])('"%s" names one', (text, id) => {
  const meant = meantBy(text, [siti, budi])
  expect(meant).toMatchObject({ kind: 'one', person: { id } })
})

test.each([
  ['dua-duanya', 'both'],
  ['duanya', 'both'],
  ['keduanya', 'both'],
  ['kami berdua', 'both'],
  ['semua', 'both'],
  ['siti dan budi', 'both'],
  ['saya', 'self'],
  ['bukan saya', 'self'],
  ['orang lain', 'other'],
  ['bukan kami', 'other'],
  ['bukan siapa-siapa', 'other'],
  ['yanti', 'nobody'],
  ['si', 'nobody'],
  ['', 'nobody'],
  ['🙏', 'nobody'],
  ['constructor', 'nobody'],
])('"%s" is %s', (text, kind) => {
  expect(meantBy(text, [siti, budi]).kind).toBe(kind)
})

test('a name that two share is nobody until it is whole', () => {
  expect(meantBy('siti', [siti, other]).kind).toBe('nobody')
  expect(meantBy('siti rohani', [siti, other])).toMatchObject({ kind: 'one', person: other })
})

test('a press belongs to the message that was asked about', () => {
  const [first] = nameChoices([siti, budi], '41')
  expect(chosen(first?.id, [siti, budi], '41')).toBe(siti)
  expect(chosen(first?.id, [siti, budi], '42')).toBeUndefined()
  expect(chosen(undefined, [siti, budi], '41')).toBeUndefined()
})
