import type { Channel, ChannelEvents, SendError } from '../../src/channels/channel.ts'
import type { Address, ChannelName, Outgoing } from '../../src/message.ts'

export type Sent = { to: string; text: string; key: string }

/**
 * A channel in memory, for what is about the spine and not about a messenger. `answers` says how the next calls end:
 * an error is thrown, a function is waited for.
 */
export function scriptedChannel(name: ChannelName = 'webchat', inFlight = 8) {
  const sent: Sent[] = []
  const answers: (SendError | (() => Promise<void>))[] = []
  let events: ChannelEvents | null = null
  let under = 0
  let most = 0
  const channel: Channel = {
    name,
    limits: { text: 4_000, choices: 10, draws: 'buttons', inFlight, files: false, idempotent: false },
    start: async (given) => {
      events = given
    },
    stop: async () => {},
    send: async (to: Address, part: Outgoing, key: string) => {
      under += 1
      most = Math.max(most, under)
      try {
        const answer = answers.shift()
        if (answer instanceof Error) throw answer
        await answer?.()
        sent.push({ to: to.id, text: part.text, key })
        return { externalId: `p-${sent.length}` }
      } finally {
        under -= 1
      }
    },
    download: async () => {
      throw new Error('no files here')
    },
    status: () => ({ state: 'open' }),
  }
  return { channel, sent, answers, most: () => most, events: () => events }
}
