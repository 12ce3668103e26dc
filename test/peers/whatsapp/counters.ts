import type { World } from './world.ts'

/** What a test or a bench asks afterwards. Counts only: the messages themselves are in the phones and in the log. */
export class Counters {
  /** Messages of the bot that the server took, refused with an error, or swallowed. */
  accepted = 0
  refused = 0
  swallowed = 0
  /** Messages that phones could read, and could not. */
  received = 0
  undecrypted = 0
  logins = 0
  /** Stanzas of each kind that clients sent. */
  stanzas: Record<string, number> = {}
  #ids = new Set<string>()

  constructor(world: World) {
    const { events } = world
    events.on('accepted', ({ id }) => {
      this.accepted++
      this.#ids.add(id)
    })
    events.on('received', (_account, { device, deviceSent }) => {
      if (device && !deviceSent) this.received++
    })
    events.on('undecrypted', () => void this.undecrypted++)
    events.on('login', () => void this.logins++)
    events.on('node', ({ tag, attrs }) => {
      const kind = tag === 'iq' && attrs.xmlns ? `iq ${attrs.xmlns}` : tag
      this.stanzas[kind] = (this.stanzas[kind] ?? 0) + 1
    })
  }

  snapshot(world: World) {
    const { accepted, refused, swallowed, received, undecrypted, logins, stanzas } = this
    const everybody = world.accounts.all()
    const devices = everybody.flatMap((account) => account.linked())
    return {
      ...{ accepted, refused, swallowed, received, undecrypted, logins, stanzas },
      /** Came to a phone again under an id that it shows already. */
      repeats: everybody.reduce((sum, { phone }) => sum + phone.repeats, 0),
      /** Accepted again under an id that it had: by a retry, or because the bot was not sure. */
      duplicates: accepted - this.#ids.size,
      /** What clients have not acknowledged yet. */
      inFlight: devices.reduce((sum, { pending }) => sum + pending.size, 0),
      connections: world.connections.size,
      errors: world.errors.map(String).slice(0, 20),
    }
  }

  reset(): void {
    Object.assign(this, { accepted: 0, refused: 0, swallowed: 0, received: 0, undecrypted: 0, logins: 0 })
    this.stanzas = {}
    this.#ids.clear()
  }
}
