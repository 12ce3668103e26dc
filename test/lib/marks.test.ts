import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { toHtml } from '../../src/channels/telegram/format.ts'
import { shield, shielded, unshield } from '../../src/lib/marks.ts'
import { Rich } from '../../src/web/rich.tsx'
import { stripHtml } from '../peers/telegram/html.ts'

/** What somebody reads: the page's text, with its entities as letters. */
const onWeb = (text: string) =>
  String(Rich({ text }))
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
const onTelegram = (text: string) => stripHtml(toHtml(text))

const t = shielded((_, values) => `*${values?.name}* dari _${values?.unit}_: ${values?.names}`)

describe('a value that somebody typed', () => {
  it('comes out as typed, within our own bold and italic', () => {
    const said = t('x', { name: '*Siti* _A_', unit: 'kode_apel_x', names: ['*a*', '_b_'] })
    expect(toHtml(said)).toBe('<b>*Siti* _A_</b> dari <i>kode_apel_x</i>: *a*,_b_')
    expect(String(Rich({ text: said }))).toBe('<b>*Siti* _A_</b> dari <i>kode_apel_x</i>: *a*,_b_')
  })

  it('leaves numbers and times to the sentence', () => {
    const at = new Date(0)
    const seen: unknown[] = []
    shielded((_, values) => String(seen.push(values)))('x', { at, count: 2, none: null })
    expect(seen).toEqual([{ at, count: 2, none: null }])
  })

  it('works in an address', () => {
    const address = `https://guyub.example/${shield('a_b_c')}`
    expect(String(Rich({ text: address }))).toContain('href="https://guyub.example/a_b_c"')
  })
})

// Browsers and Telegram read no control characters and no half letters: nobody types them.
const typed = fc
  .array(fc.constantFrom('*', '_', ' ', 'a', 'é', '<', '&', '"', '1', '👍'), { minLength: 1, maxLength: 30 })
  .map((parts) => parts.join(''))

test.each([
  ['Telegram', onTelegram],
  ['the web', onWeb],
] as const)('on %s every name reads as it was typed, bold or not', (_, read) => {
  fc.assert(
    fc.property(typed, (name) => {
      expect(read(`Nama: ${shield(name)}.`)).toBe(`Nama: ${name}.`)
      expect(unshield(shield(shield(name)))).toBe(name)
    }),
    { numRuns: 1_000 },
  )
})
