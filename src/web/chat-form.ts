import { z } from 'zod'
import type { E164, Place } from '../message.ts'
import type { DemoDoor } from './deps.ts'

/** What the page's form may say: exactly one of these. */
const text = z.object({ teks: z.string() })
const choice = z.object({ pilihan: z.string().min(1).max(48) })
const example = z.object({ contoh: z.enum(['place', 'phone']) })
const place = z.object({
  lintang: z.coerce.number().min(-90).max(90),
  bujur: z.coerce.number().min(-180).max(180),
  ketelitian: z.coerce.number().min(0).max(1_000_000).optional(),
})

type Said = { text: string } | { choice: string } | { place: Place } | { phone: E164 }

/** @returns null when the form says nothing that we know */
export async function readSaid(
  form: Record<string, unknown>,
  given: { demo: DemoDoor | null; address: string },
): Promise<Said | null> {
  if ('pilihan' in form) {
    const parsed = choice.safeParse(form)
    return parsed.success ? { choice: parsed.data.pilihan } : null
  }
  if ('lintang' in form) {
    const parsed = place.safeParse(form)
    if (!parsed.success) return null
    const { lintang: latitude, bujur: longitude, ketelitian } = parsed.data
    return {
      place: {
        latitude,
        longitude,
        live: false,
        ...(ketelitian === undefined ? {} : { accuracy: ketelitian }),
      },
    }
  }
  if ('contoh' in form) {
    const parsed = example.safeParse(form)
    if (!parsed.success || !given.demo) return null
    if (parsed.data.contoh === 'place') return { place: given.demo.place }
    const phone = await given.demo.phone?.(given.address)
    return phone ? { phone } : null
  }
  const parsed = text.safeParse(form)
  return parsed.success ? { text: parsed.data.teks } : null
}
