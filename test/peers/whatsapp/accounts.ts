import { Device, type DeviceKeys } from './device.ts'
import { userOf } from './nodes.ts'
import { Phone } from './phone.ts'
import { Standing } from './standing.ts'
import type { World } from './world.ts'

/** Somebody on WhatsApp: a phone number, the LID that hides it, the phone, and the devices linked to it. */
export class Account {
  readonly pn: string
  readonly lid: string
  readonly name: string
  /** The linked devices, by their number. */
  readonly devices = new Map<number, Device>()
  readonly phone: Phone
  readonly standing = new Standing(() => this.linked())

  constructor(world: World, pn: string, lid: string, name: string) {
    this.pn = pn
    this.lid = lid
    this.name = name
    this.phone = new Phone(world, this)
  }

  get names(): string[] {
    return [this.pn, this.lid]
  }

  link(keys: DeviceKeys): Device {
    const device = new Device(this, this.devices.size + 1, keys)
    this.devices.set(device.id, device)
    return device
  }

  /** A removed device keeps its number: that is never given again. */
  linked(): Device[] {
    return [...this.devices.values()].filter((device) => !device.removed)
  }
}

/** Everybody, by phone number and by LID. */
export class Accounts {
  readonly #world: World
  readonly #byUser = new Map<string, Account>()

  constructor(world: World) {
    this.#world = world
  }

  /** @throws when the number is taken */
  add(pn: string, name = `Orang ${pn.slice(-4)}`): Account {
    if (this.find(pn)) throw new Error(`${pn} is somebody else's`)
    return this.#enter(new Account(this.#world, pn, `9${pn}`, name))
  }

  /** The number goes to somebody else, who gets a LID of their own. Who had it stays, without a number to tell. */
  resell(pn: string, name = `Pemilik baru ${pn.slice(-4)}`): Account {
    const before = this.find(pn)
    if (before) before.phone.tellsOther = false
    return this.#enter(new Account(this.#world, pn, `9${before?.lid ?? pn}`, name))
  }

  /** No longer on WhatsApp. */
  remove(account: Account): void {
    for (const name of account.names) if (this.#byUser.get(name) === account) this.#byUser.delete(name)
  }

  #enter(account: Account): Account {
    this.#byUser.set(account.pn, account)
    this.#byUser.set(account.lid, account)
    return account
  }

  all(): Account[] {
    return [...new Set(this.#byUser.values())]
  }

  /** @param address a phone number, a LID, or a jid of either, with or without a device */
  find(address: string | undefined): Account | undefined {
    if (address === undefined) return undefined
    return this.#byUser.get(userOf(address) ?? address.replace('+', ''))
  }
}
