import { describe, expect, it } from 'vitest'
import type { Channel } from '../../src/channels/channel.ts'
import type { AttachmentRef, Outgoing } from '../../src/message.ts'
import { withMade } from '../../src/outbox/made-files.ts'

const to = { channel: 'telegram' as const, id: '1' }
const photo = (ref: string): Outgoing => ({
  text: 'Progres',
  attachment: { kind: 'photo', ref, name: 'a.png' },
})

function messenger(make: (ref: string) => Promise<AttachmentRef | null>) {
  const sent: Outgoing[] = []
  const failed: string[] = []
  const send = async (_: unknown, part: Outgoing) => {
    sent.push(part)
    return { externalId: '1' }
  }
  const bare = {
    name: 'telegram',
    send,
    edit: async (_: unknown, __: string, part: Outgoing) => send(_, part),
  }
  const channel = withMade(bare as unknown as Channel, make, (_, ref) => failed.push(ref))
  return { sent, failed, channel }
}

describe('an attachment that is made when it is sent', () => {
  it('is there when the messenger gets it, also in place of another message', async () => {
    const asked: string[] = []
    const { channel, sent } = messenger(async (ref) => {
      asked.push(ref)
      return { kind: 'photo', ref: 'file:///a.png', bytes: 7 }
    })
    await channel.send(to, photo('made:qr/id/K7QF3'), 'k')
    await channel.edit?.(to, '1', photo('made:qr/id/K7QF3'), 'k')
    const whole = { kind: 'photo', ref: 'file:///a.png', name: 'a.png', bytes: 7 }
    expect(sent.map(({ attachment }) => attachment)).toEqual([whole, whole])
    expect(asked).toEqual(['qr/id/K7QF3', 'qr/id/K7QF3'])
    expect(channel.name).toBe('telegram')
  })

  it('costs no message when it cannot be made, or is of nothing any more', async () => {
    for (const make of [() => Promise.reject(new Error('no font')), () => Promise.resolve(null)]) {
      const { channel, sent } = messenger(make)
      await channel.send(to, photo('made:progres/id/x'), 'k')
      expect(sent).toEqual([{ text: 'Progres' }])
    }
    const { channel, failed } = messenger(() => Promise.reject(new Error('no font')))
    await channel.send(to, photo('made:progres/id/x'), 'k')
    expect(failed).toEqual(['made:progres/id/x'])
  })

  it('leaves every other attachment alone', async () => {
    const { channel, sent } = messenger(() => Promise.reject(new Error('asked')))
    await channel.send(to, photo('file:///other.jpg'), 'k')
    await channel.send(to, { text: 'Tanpa gambar' }, 'k')
    expect(sent).toEqual([photo('file:///other.jpg'), { text: 'Tanpa gambar' }])
  })
})
