import { describe, expect, it } from 'vitest'
import { belongs, kindAsked, sameKind, type Viewer } from '../../../src/features/agenda/schedule-for.ts'
import { loadCity } from '../../../src/lib/city.ts'

const viewer = (more: Partial<Viewer> = {}): Viewer => ({
  unitPath: null,
  homePath: null,
  follows: [],
  ...more,
})
const apel = { kind: 'apel', public: false, audiencePaths: ['/1/5/'], areaPath: null }
const gpm = { kind: 'gpm', public: true, audiencePaths: [], areaPath: '/1/30/' }
const anything = { kind: null, areaPath: null }

describe('what belongs into somebody’s schedule', () => {
  it('is what the own unit must attend, and what is below it', () => {
    expect(belongs(apel, viewer({ unitPath: '/1/5/' }), anything)).toBe(true)
    expect(belongs(apel, viewer({ unitPath: '/1/5/9/' }), anything)).toBe(true)
    expect(belongs(apel, viewer({ unitPath: '/1/6/' }), anything)).toBe(false)
    expect(belongs(apel, viewer(), anything)).toBe(false)
  })
  it('is what is for residents where somebody lives, or what is followed there', () => {
    expect(belongs(gpm, viewer({ homePath: '/1/30/31/' }), anything)).toBe(true)
    expect(belongs(gpm, viewer({ homePath: '/1/40/41/' }), anything)).toBe(false)
    expect(belongs({ ...gpm, areaPath: null }, viewer({ homePath: '/1/40/41/' }), anything)).toBe(true)
    const follows = (path: string | null) => viewer({ follows: [{ topic: 'gpm', path }] })
    expect(belongs(gpm, follows('/1/30/31/'), anything)).toBe(true)
    expect(belongs(gpm, follows(null), anything)).toBe(true)
    expect(belongs(gpm, follows('/1/40/'), anything)).toBe(false)
    expect(belongs(gpm, viewer({ unitPath: '/1/5/' }), anything)).toBe(false)
  })
  it('is what the question names, whoever asks', () => {
    expect(belongs(gpm, viewer(), { kind: 'gpm', areaPath: null })).toBe(true)
    expect(belongs(gpm, viewer(), { kind: null, areaPath: '/1/30/' })).toBe(true)
    expect(belongs(gpm, viewer(), { kind: null, areaPath: '/1/40/' })).toBe(false)
    expect(belongs(gpm, viewer(), { kind: 'senam', areaPath: null })).toBe(false)
    // A unit's own apel is no answer to what there is in a kecamatan.
    expect(belongs(apel, viewer({ unitPath: '/1/5/' }), { kind: null, areaPath: '/1/5/' })).toBe(false)
  })
})

describe('the kind that is asked for', () => {
  it('is the city’s own, by its name or by what people call it', () => {
    expect(kindAsked('apel_senin', loadCity('pangkalpinang'))).toBe('apel')
    expect(kindAsked('senam', loadCity('pangkalpinang'))).toBe('senam')
    expect(kindAsked('senam', loadCity('bekasi'))).toBe('sparko')
    expect(kindAsked(undefined, loadCity('malang'))).toBeNull()
  })
  it('an apel is any apel, an Apel Akbar only that', () => {
    expect([
      sameKind('apel_akbar', 'apel'),
      sameKind('apel', 'apel_akbar'),
      sameKind('apelan', 'apel'),
    ]).toEqual([...[true, false, false]])
  })
})
