import { describe, expect, it } from 'vitest'
import { parseMessage } from '../../src/channels/whatsapp/parse.ts'

const ME = { id: '6281100000000:3@s.whatsapp.net', lid: '96281100000000:3@lid' }
const read = (attrs: Record<string, string>, conversation = 'KAPAL 27') =>
  parseMessage(
    { tag: 'message', attrs: { id: 'A1', t: '1795392787', type: 'text', ...attrs }, content: [] },
    { conversation },
    ME,
  )

describe('which device wrote it', () => {
  it('the phone itself is no linked device', () => {
    expect(read({ from: '96281271000001@lid' })).not.toHaveProperty('linked')
    expect(read({ from: '6281271000001:0@s.whatsapp.net' })).not.toHaveProperty('linked')
  })

  it('WhatsApp Web is one, of the same person', () => {
    expect(read({ from: '96281271000001:5@lid' })).toMatchObject({
      linked: true,
      from: { channel: 'whatsapp', id: '96281271000001@lid' },
    })
    expect(read({ from: '6281271000001:12@s.whatsapp.net' })).toMatchObject({ linked: true })
  })

  it('in a group it is the device of whoever wrote', () => {
    const group = '120363000000000001@g.us'
    expect(read({ from: group, participant: '96281271000001:5@lid' }, 'guyub jadwal')).toMatchObject({
      linked: true,
      group: true,
    })
    expect(read({ from: group, participant: '96281271000001@lid' }, 'guyub jadwal')).not.toHaveProperty(
      'linked',
    )
  })
})
