import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACCURACY_HELPS,
  ACCURACY_WORST,
  judgePlace,
  metresBetween,
  type Spot,
} from '../../../src/features/venues/distance.ts'

const spot = fc.record({
  latitude: fc.double({ min: -2.3, max: -2, noNaN: true }),
  longitude: fc.double({ min: 106, max: 106.3, noNaN: true }),
})
const hall = (at: Spot, radius = 150) => ({ ...at, name: 'halaman', radius })
const verdict = (at: Spot, where: Spot, accuracy: number, radius = 150) =>
  judgePlace({ ...at, accuracy }, [hall(where, radius)])?.verdict

describe('the distance between two places', () => {
  it('is what a map says', () => {
    // A degree of latitude, and one of longitude near the equator; Pangkalpinang to Malang is about 982 km.
    expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 1, longitude: 0 })).toBeCloseTo(
      111_195,
      -1,
    )
    expect(metresBetween({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 1 })).toBeCloseTo(
      111_195,
      -1,
    )
    const far = metresBetween(
      { latitude: -2.1333, longitude: 106.1167 },
      { latitude: -7.98, longitude: 112.62 },
    )
    expect(far / 1_000).toBeGreaterThan(960)
    expect(far / 1_000).toBeLessThan(980)
  })

  it('is the same both ways, nothing to itself, and never longer than by way of a third', () => {
    fc.assert(
      fc.property(spot, spot, spot, (a, b, c) => {
        expect(metresBetween(a, b)).toBeCloseTo(metresBetween(b, a), 6)
        expect(metresBetween(a, a)).toBe(0)
        expect(metresBetween(a, c)).toBeLessThanOrEqual(metresBetween(a, b) + metresBetween(b, c) + 1e-6)
      }),
    )
  })

  it('holds at the poles and across the date line', () => {
    const pole = { latitude: 90, longitude: 0 }
    expect(metresBetween(pole, { latitude: 90, longitude: 170 })).toBeCloseTo(0, 3)
    const fiji = metresBetween({ latitude: 0, longitude: 179.999 }, { latitude: 0, longitude: -179.999 })
    expect(fiji).toBeLessThan(300)
  })
})

describe('whether somebody is there', () => {
  const accuracy = fc.double({ min: 0, max: ACCURACY_WORST, noNaN: true })

  it('a phone that is less sure, within the limit, is never refused where a surer one is let in', () => {
    fc.assert(
      fc.property(spot, spot, accuracy, accuracy, (at, where, one, two) => {
        const [sure, unsure] = [Math.min(one, two), Math.max(one, two)]
        if (verdict(at, where, sure) === 'inside') expect(verdict(at, where, unsure)).toBe('inside')
      }),
    )
  })

  it('a wider place never refuses whom a narrower one lets in', () => {
    fc.assert(
      fc.property(spot, spot, accuracy, fc.integer({ min: 20, max: 50_000 }), (at, where, sure, radius) => {
        if (verdict(at, where, sure, radius) === 'inside')
          expect(verdict(at, where, sure, radius + 10)).toBe('inside')
      }),
    )
  })

  it('nobody gains more than the measure by being unsure', () => {
    fc.assert(
      fc.property(spot, spot, fc.double({ min: 0, max: 5_000, noNaN: true }), (at, where, unsure) => {
        if (verdict(at, where, unsure) === 'inside')
          expect(metresBetween(at, where)).toBeLessThanOrEqual(150 + ACCURACY_HELPS)
      }),
    )
  })

  const where = { latitude: -2.1333, longitude: 106.1167 }
  const north = (metres: number) => ({ ...where, latitude: where.latitude + metres / 111_195 })
  it.each([
    [0, 0, 'inside'],
    [149, 0, 'inside'],
    [152, 0, 'too_far'],
    [195, 50, 'inside'],
    [195, 40, 'too_far'],
    // What it is unsure of helps up to 50 m.
    [205, 200, 'too_far'],
    // Unsure by more than 200 m: asked again, but not where it is too far however wrong it is.
    [10, 201, 'imprecise'],
    [2_300, 400, 'too_far'],
    [500, 400, 'imprecise'],
  ])('%i m away, ±%i m: %s', (metres, sure, expected) => {
    expect(verdict(north(metres), where, sure)).toBe(expected)
  })

  it('a phone that does not say how sure it is gains nothing and loses nothing', () => {
    expect(judgePlace(north(149), [hall(where)])?.verdict).toBe('inside')
    expect(judgePlace(north(152), [hall(where)])?.verdict).toBe('too_far')
  })

  it('goes by the place that speaks most for it, whatever their order', () => {
    const far = { ...hall(north(5_000)), name: 'stadion' }
    for (const places of [
      [hall(where), far],
      [far, hall(where)],
    ])
      expect(judgePlace(north(40), places)).toMatchObject({ venue: 'halaman', metres: 40, verdict: 'inside' })
    // Farther away, but wide enough.
    const wide = { ...far, radius: 6_000 }
    expect(judgePlace(north(300), [hall(where), wide])).toMatchObject({ venue: 'stadion', verdict: 'inside' })
    expect(judgePlace(north(40), [])).toBeNull()
  })
})
