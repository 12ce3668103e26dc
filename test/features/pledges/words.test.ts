import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asEggs, campaignMeant, names } from '../../../src/features/pledges/goods-words.ts'
import { isMoney } from '../../../src/features/pledges/money-words.ts'
import { dayMeant } from '../../../src/features/pledges/pledge-day.ts'
import {
  amountChange,
  hearWish,
  isFamily,
  isNameless,
  isOffice,
  ruleIn,
} from '../../../src/features/pledges/wish-words.ts'
import { pointIn } from '../../../src/features/points/point-words.ts'
import { pledgeCity } from './city.ts'

let here: Awaited<ReturnType<typeof pledgeCity>>
beforeAll(async () => {
  here = await pledgeCity()
})
afterAll(() => here.close())
const at = new Date('2026-11-23T09:00:00+07:00')
const hear = (text: string, when = at) => hearWish(text, when, 'Asia/Jakarta', here.campaign)

describe('which point', () => {
  const said = (text: string, answer = false) => {
    const meant = pointIn(text, here.points, answer)
    if (meant?.kind === 'one') return meant.point.name
    return meant?.kind === 'several' ? meant.points.map(({ name }) => name) : (meant?.name ?? null)
  }
  it.each([
    ['besok ke posyandu melati ya', 'Posyandu Melati'],
    ['antar ke melati', 'Posyandu Melati'],
    ['posyandu melatti', 'Posyandu Melati'],
    ['di kel. bacang', 'Kantor Kelurahan Bacang'],
    ['kantor lurah air itam', 'Kantor Kelurahan Air Itam'],
    ['di Bacang saja', ['Kantor Kelurahan Bacang', 'Posyandu Melati']],
    ['daerah airitam', ['Kantor Kelurahan Air Itam', 'Posyandu Mawar']],
    ['di posyandu kamboja', 'Posyandu Kamboja'],
    ['50 butir dari Dinas Kesehatan', null],
    ['dari Bu Melati', null],
    ['bunga mawar', null],
    ['antar ke dinkes', 'Dinas Kesehatan'],
  ])('%s', (text, name) => expect(said(text)).toEqual(name))

  it('a bare name is one where a place was asked for', () => {
    expect(said('melati')).toBe('Posyandu Melati')
    expect(said('saya pilih mawar')).toBeNull()
    expect(said('saya pilih mawar', true)).toBe('Posyandu Mawar')
  })
})

describe('for whom', () => {
  it.each([
    'tanpa nama',
    'hamba Allah',
    'hamba allah 30 butir',
    'jangan sebut nama',
    'gak usah disebut namanya ya',
    'tdk usah tulis nama sy',
    'namanya jangan dicatat',
    'anonim',
  ])('nameless: %s', (text) => expect(isNameless(text)).toBe(true))
  it.each(['nama saya Budi', 'sedekah 2 telur', 'atas nama Bu Ani'])('named: %s', (text) =>
    expect(isNameless(text)).toBe(false),
  )
  it('a family, an office', () => {
    expect(isFamily('keluarga kami 10 butir')).toBe(true)
    expect(isFamily('kami sekeluarga 1 papan')).toBe(true)
    expect(isFamily('buat keluarga stunting')).toBe(false)
    expect(isOffice('kami sekantor 3 papan')).toBe(true)
    expect(isOffice('ke kantor lurah')).toBe(false)
  })
})

describe('when', () => {
  const meant = (text: string, when = at) =>
    dayMeant(hear(text, when).found.when, { firstDay: '2026-01-01', lastDay: '2026-12-20' }, '2026-11-23')
  it.each([
    ['besok', { day: '2026-11-24' }],
    ['kapan saja', { day: null }],
    ['kemarin', { why: 'past', day: '2026-11-22', next: '2026-11-24' }],
    ['tanggal 30 februari', { why: 'invalid' }],
    ['21 desember', { why: 'ended', day: '2026-12-21', next: '2026-12-20' }],
  ])('%s', (text, read) => expect(meant(text)).toMatchObject(read))

  it('too far ahead, and before it begins', () => {
    const open = { firstDay: '2026-01-01', lastDay: null }
    const { when } = hear('5 januari 2035').found
    expect(dayMeant(when, open, '2026-11-23')).toMatchObject({ why: 'far', day: '2035-01-05' })
    expect(
      dayMeant(hear('besok').found.when, { ...open, firstDay: '2026-12-01' }, '2026-11-23'),
    ).toMatchObject({ why: 'early', next: '2026-12-01' })
  })

  it('besok at 23.59 is a minute away', () => {
    const { when } = hear('besok', new Date('2026-11-22T23:59:50+07:00')).found
    expect(when?.date).toBe('2026-11-23')
  })

  it('a rule', () => {
    expect(ruleIn(hear('2 butir tiap Jumat'))).toBe('FREQ=WEEKLY;BYDAY=FR')
    expect(ruleIn(hear('dua telur sehari'))).toBe('FREQ=DAILY')
    expect(ruleIn(hear('sedekah rutin 2 telur'))).toBe('FREQ=WEEKLY')
    expect(ruleIn(hear('2 butir jumat'))).toBeNull()
  })
})

describe('what is to be different', () => {
  it.each([
    ['tambah 10 lagi', { how: 'step', sign: 1, amount: { units: 10 } }],
    ['nambah 1 papan', { how: 'step', sign: 1, amount: { units: 30 } }],
    ['kurangi 5', { how: 'step', sign: -1, amount: { units: 5 } }],
    ['jadi 28 ya', { how: 'total', amount: { units: 28 } }],
    ['pecah 2 di jalan, jd cuma 28', { how: 'total', amount: { units: 28 } }],
    ['pecah 2', { how: 'step', sign: -1, amount: { units: 2 } }],
    ['ralat, 40 butir bukan 30', { how: 'total', amount: { units: 40 } }],
    ['bukan 30 tapi 40 butir', { how: 'total', amount: { units: 40 } }],
    ['jadi setengah papan', { how: 'total', amount: { kind: 'check', units: 15 } }],
    ['jadi 0', { how: 'total', amount: { kind: 'refuse' } }],
  ])('%s', (text, change) => expect(amountChange(hear(text), here.campaign)).toMatchObject(change))

  it.each(['antarnya Kamis saja', 'ganti ke posyandu mawar', 'jam 8 pagi'])('no amount: %s', (text) =>
    expect(amountChange(hear(text), here.campaign)).toBeNull(),
  )
})

describe('goods', () => {
  it('are read as if they were eggs', () => {
    const milk = { goods: 'susu', goodsAliases: [], unit: 'kaleng', measures: { klg: 1, dus: 24 } }
    expect(asEggs('2 klg Susu', milk)).toBe('2  butir telur')
    expect(asEggs('sekaleng susu', milk)).toBe('1  butir telur')
    expect(asEggs('sedus susu', milk)).toBe('1 dus telur')
  })

  it('say which campaign is meant', () => {
    const { campaign } = here
    const rice = {
      ...campaign,
      id: 9,
      key: 'beras',
      name: 'Beras Peduli',
      aliases: [],
      goods: 'beras',
      goodsAliases: [],
      unit: 'kg',
      measures: {},
    }
    expect(campaignMeant('5 kg beras', [campaign, rice], '2026-11-23')).toBe(rice)
    expect(campaignMeant('2 telor', [rice, campaign], '2026-11-23')).toBe(campaign)
    expect(campaignMeant('mau sedekah', [campaign, rice], '2026-11-23')).toBe(campaign)
    expect(campaignMeant('2 telur', [rice], '2026-11-23')).toBe('other')
    expect(campaignMeant('mau sedekah', [], '2026-11-23')).toBeNull()
    expect(names('🥚🥚', campaign)).toBe(true)
  })

  it.each([
    'sumbang seratus ribu',
    'mau transfer buat telur',
    'minta no rek',
    'Rp50.000 untuk telur',
    'kirim uang aja',
  ])('money: %s', (text) =>
    expect(
      isMoney({ text, meaning: { slots: text.includes('seratus') ? { money_idr: 100_000 } : {} } }),
    ).toBe(true),
  )
  it.each(['seribu juta butir', '2 telur', 'dua ribu butir'])('no money: %s', (text) =>
    expect(isMoney({ text, meaning: { slots: {} } })).toBe(false),
  )
})
