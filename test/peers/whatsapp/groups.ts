import type { BinaryNode } from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Device } from './device.ts'
import type { Addressing } from './messages.ts'
import { type Attrs, node, seconds, userOf } from './nodes.ts'
import type { World } from './world.ts'

/** A group; the first member made it and is its admin. */
export class Group {
  readonly #world: World
  readonly jid: string
  readonly created = seconds()
  subject: string
  members: Account[]
  /** How it names its members. */
  addressing: Addressing = 'lid'
  /** Who has given its sender key to whom. */
  readonly #introduced = new Map<Account, Set<Device>>()

  constructor(world: World, jid: string, subject: string, members: Account[]) {
    this.#world = world
    this.jid = jid
    this.subject = subject
    this.members = members
  }

  /** Whether this device still needs the member's key; the next time it has it. */
  introduce(member: Account, device: Device): boolean {
    const known = this.#introduced.get(member) ?? new Set()
    this.#introduced.set(member, known)
    if (known.has(device)) return false
    known.add(device)
    return true
  }

  /** The member has lost its key, and must give a new one to everybody. */
  forget(member: Account): void {
    this.#introduced.delete(member)
  }

  /** The new member is told of the whole group, the others of the new member. */
  add(member: Account, by: Account | undefined = this.members[0]): void {
    this.#tell('add', [this.#participant(member)], by)
    this.members.push(member)
    this.#tell('create', [this.describe()], by, [member])
  }

  /** Afterwards everybody writes with a new key, which the one who left does not get. */
  remove(member: Account, by: Account | undefined = this.members[0]): void {
    this.#tell('remove', [this.#participant(member)], by)
    this.members = this.members.filter((each) => each !== member)
    this.#introduced.clear()
    for (const { phone } of this.members) phone.keys.forgetGroup(this.jid, phone.party)
  }

  describe(): BinaryNode {
    const [owner] = this.members
    const attrs: Attrs = {
      ...{ id: userOf(this.jid) ?? '', subject: this.subject, s_t: this.created, creation: this.created },
      ...{ addressing_mode: this.addressing, size: String(this.members.length) },
      ...(owner && { creator: owner.phone[this.addressing], s_o: owner.phone[this.addressing] }),
    }
    return node(
      'group',
      attrs,
      this.members.map((member) => this.#participant(member)),
    )
  }

  #participant(member: Account): BinaryNode {
    const { lid, pn, tellsOther } = member.phone
    const other: Attrs = this.addressing === 'lid' ? { phone_number: pn } : { lid }
    const attrs = { jid: member.phone[this.addressing], ...(tellsOther && other) }
    return node('participant', member === this.members[0] ? { ...attrs, type: 'superadmin' } : attrs)
  }

  #tell(what: string, content: BinaryNode[], by: Account | undefined, whom = this.members): void {
    const attrs: Attrs = { id: this.#world.nextId(), from: this.jid, type: 'w:gp2', t: seconds() }
    if (by) Object.assign(attrs, { participant: by.phone[this.addressing], notify: by.name })
    const devices = whom.flatMap((member) => member.linked())
    for (const device of devices) device.deliver(node('notification', attrs, [node(what, {}, content)]))
  }
}

export class Groups {
  readonly #world: World
  readonly #all = new Map<string, Group>()

  constructor(world: World) {
    this.#world = world
  }

  add(subject: string, members: Account[]): Group {
    const jid = `${120_363_000_000_000_000n + BigInt(this.#all.size)}@g.us`
    const group = new Group(this.#world, jid, subject, [...members])
    this.#all.set(jid, group)
    return group
  }

  find(jid: string | undefined): Group | undefined {
    return jid === undefined ? undefined : this.#all.get(jid)
  }

  of(member: Account): Group[] {
    return [...this.#all.values()].filter(({ members }) => members.includes(member))
  }
}
