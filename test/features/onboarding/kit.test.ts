import { expect, it } from 'vitest'
import { makeKit } from '../../../src/features/onboarding/kit.ts'
import { loadCity } from '../../../src/lib/city.ts'
import { loadLocales } from '../../../src/lib/i18n.ts'

const t = loadLocales(loadCity('pangkalpinang')).translator('id')

it('is a poster of one page, an MC’s script and a text for the group, all with the same code', async () => {
  const kit = await makeKit(
    {
      ...{
        unit: 'Dinas Kesehatan',
        code: 'GUYUB-7KQ2-9XF4',
        most: 112,
        office: 'BKPSDMD',
        contact: '0717-1',
      },
      until: new Date('2026-11-30T02:00:00Z'),
      links: [
        { label: 'WhatsApp', url: 'https://wa.me/6281100000000?text=GUYUB-7KQ2-9XF4' },
        { label: 'Telegram', url: 'https://t.me/guyub_bot?start=GUYUB-7KQ2-9XF4' },
      ],
      at: new Date('2026-11-23T02:00:00Z'),
    },
    t,
  )
  expect(kit.poster.toString('latin1', 0, 5)).toBe('%PDF-')
  expect(kit.poster.toString('latin1').match(/\/Type \/Page\b/g)).toHaveLength(1)
  for (const text of [kit.script, kit.letter]) {
    expect(text).toContain('GUYUB-7KQ2-9XF4')
    expect(text).toContain('Senin, 30 November 2026')
    expect(text).not.toMatch(/\{\{|undefined/)
  }
  expect(kit.letter).toContain('https://wa.me/6281100000000?text=GUYUB-7KQ2-9XF4\nhttps://t.me/')
})
