import { expect, it } from 'vitest'
import { readHeads } from '../../../src/features/head-count/read-heads.ts'

it.each([
  ['hitung kepala 87', { count: 87 }],
  ['hitungan kepala: 1.000 orang', { count: 1000 }],
  ['hitung kepala seratus dua', { count: 102 }],
  ['hitung kepala', { count: null }],
  ['hitung kepala -5', { count: null, odd: true }],
  ['hitung kepala 1,5', { count: null, odd: true }],
  ['hitung kepala seratusan', { count: null, odd: true }],
  ['hitung kepala sekitar 90', { count: null, odd: true }],
  ['di lapangan ramai', null],
])('%s', (text, heads) => expect(readHeads(text)).toEqual(heads))
