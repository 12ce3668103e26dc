import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toHtml } from '../../src/channels/telegram/format.ts'
import { stripHtml } from '../peers/telegram/html.ts'

test.each([
  ['*Apel* pagi', '<b>Apel</b> pagi'],
  ['_miring_ dan *tebal*', '<i>miring</i> dan <b>tebal</b>'],
  ['*tebal _dan miring_*', '<b>tebal <i>dan miring</i></b>'],
  ['*a _b* c_', '<b>a _b</b> c_'],
  ['(*Senin*, pukul 07.15)', '(<b>Senin</b>, pukul 07.15)'],
  ['2*3*4 dan kode_apel_x', '2*3*4 dan kode_apel_x'],
  ['* bukan* dan ** dan _', '* bukan* dan ** dan _'],
  ['*satu\ndua*', '*satu\ndua*'],
  ['a < b & "c" > d', 'a &lt; b &amp; &quot;c&quot; &gt; d'],
  ['*<b>*', '<b>&lt;b&gt;</b>'],
])('%s', (text, html) => {
  expect(toHtml(text)).toBe(html)
})

const marked = fc.array(
  fc.constantFrom('*', '_', ' ', '\n', '<', '>', '&', '"', '</b>', '&lt;', 'a', 'é', '1', '👍'),
  {
    maxLength: 60,
  },
)

test('whatever was typed, Telegram can read it, and no letter is lost', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        marked.map((parts) => parts.join('')),
      ),
      (text) => {
        const plain = stripHtml(toHtml(text))
        expect(plain.replace(/[*_]/g, '')).toBe(text.replace(/[*_]/g, ''))
        expect(plain.length).toBeLessThanOrEqual(text.length)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a long line of lone marks costs no noticeable time', () => {
  const begun = performance.now()
  toHtml('*a '.repeat(1_365))
  toHtml('_*a '.repeat(1_024))
  expect(performance.now() - begun).toBeLessThan(500)
})
