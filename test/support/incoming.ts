import type { Incoming } from '../../src/message.ts'

let made = 0

/** An ordinary text message on webchat; whatever matters is given. */
export function incoming(from: string, text: string, more: Partial<Incoming> = {}): Incoming {
  made += 1
  const address = { channel: 'webchat', id: from } as const
  return {
    id: `m-${made}`,
    from: address,
    aliases: [],
    chat: address,
    group: false,
    at: new Date('2026-11-23T00:13:00Z'),
    clock: 'platform',
    text,
    edited: false,
    forwarded: false,
    ...more,
  }
}

/** A log that nobody reads. */
export const quiet = { debug() {}, info() {}, warn() {}, error() {} } as never
