import type { NewUpdate } from './updates.ts'
import type { World } from './world.ts'

export type Done = { updateId: number; messageId: number }
export type How = {
  /** When the server took it; now by default. */
  at?: Date
  /** Said in this group instead of the private chat. */
  group?: number
  forwarded?: boolean
  caption?: string
  /** Added to the message as it is, for what has no verb here. */
  extra?: Record<string, unknown>
}

type Fields = Record<string, unknown>
const PICTURE = Buffer.from('89504e470d0a1a0a', 'hex')

/** A person with a phone. Every verb does what the person does, and returns what the server made of it. */
export class User {
  readonly #world: World
  readonly id: number
  readonly phone: string
  readonly name: string
  isBot = false
  #last = 0

  constructor(world: World, id: number, more: { name?: string; phone?: string } = {}) {
    this.#world = world
    this.id = id
    this.name = more.name ?? `Orang ${id}`
    this.phone = more.phone ?? `62812${String(id).padStart(8, '0')}`
  }

  sends(text: string, how: How = {}): Done {
    const command = /^\/\w+(@\w+)?/.exec(text)?.[0]
    const entities = command && { entities: [{ type: 'bot_command', offset: 0, length: command.length }] }
    return this.#say({ text, ...entities }, how)
  }

  /**
   * Presses a button of the newest message that has it, or sends `data` from a message of the bot.
   * @param how.twice the app asks again with the same query, as after a lost answer
   */
  presses(
    target: string | { messageId: number; data: string },
    how: { twice?: boolean; group?: number } = {},
  ): Done {
    const chat = how.group ?? this.id
    const found =
      typeof target === 'string'
        ? this.#world.chats.button(chat, target)
        : { message: this.#world.chats.find(chat, target.messageId), data: target.data }
    if (!found?.message) throw new Error(`${this.name} sees no button ${JSON.stringify(target)}`)
    const { html: _, keyboard: __, ...message } = found.message
    const id = String(Math.floor(Math.random() * 1e15))
    this.#world.queries.set(id, this.#world.now())
    const query = { id, from: this.#from(), message, chat_instance: String(chat), data: found.data }
    const updateId = this.#world.updates.add({ callback_query: query } as unknown as NewUpdate)
    if (how.twice) this.#world.updates.add({ callback_query: query } as unknown as NewUpdate)
    return { updateId, messageId: message.message_id }
  }

  /** Taps the button that shares the own number, picks somebody else, or forwards a card. */
  sendsContact(whose: 'own' | 'foreign' | 'forwarded' = 'own', how: How & { phone?: string } = {}): Done {
    const own = { phone_number: how.phone ?? this.phone, first_name: this.name, user_id: this.id }
    const foreign = {
      phone_number: how.phone ?? '628999000111',
      first_name: 'Orang lain',
      user_id: this.id + 1,
    }
    return this.#say(
      { contact: whose === 'foreign' ? foreign : own },
      { ...how, forwarded: whose === 'forwarded' },
    )
  }

  sendsLocation(
    latitude: number,
    longitude: number,
    how: How & { accuracy?: number; live?: number; venue?: string } = {},
  ): Done {
    const location = {
      latitude,
      longitude,
      ...(how.accuracy && { horizontal_accuracy: how.accuracy }),
      ...(how.live && { live_period: how.live }),
    }
    const venue = how.venue && { venue: { location, title: how.venue, address: '-' } }
    return this.#say({ location, ...venue }, how)
  }

  sendsPhoto(how: How & { bytes?: Buffer } = {}): Done {
    const file = this.#file('photo.jpg', how.bytes ?? PICTURE)
    const small = { ...file, file_id: `${file.file_id}-small`, width: 9, height: 9, file_size: 1 }
    return this.#say({ photo: [small, { ...file, width: 90, height: 90 }] }, how)
  }

  sendsVoice(how: How = {}): Done {
    return this.#say(
      { voice: { ...this.#file('voice.ogg', PICTURE), duration: 3, mime_type: 'audio/ogg' } },
      how,
    )
  }

  sendsVideo(how: How = {}): Done {
    return this.#say({ video: { ...this.#file('a.mp4', PICTURE), width: 9, height: 9, duration: 3 } }, how)
  }

  sendsDocument(name: string, bytes: Buffer, how: How & { mime?: string } = {}): Done {
    const mime = how.mime && { mime_type: how.mime }
    return this.#say({ document: { ...this.#file(name, bytes), file_name: name, ...mime } }, how)
  }

  sendsSticker(how: How = {}): Done {
    const kind = {
      type: 'regular',
      width: 512,
      height: 512,
      is_animated: false,
      is_video: false,
      emoji: '👍',
    }
    return this.#say({ sticker: { ...this.#file('s.webp', PICTURE), ...kind } }, how)
  }

  sendsPoll(question: string, how: How = {}): Done {
    return this.#say({ ...how.extra, poll: poll(question) }, how)
  }

  /** Changes an own message; the last one by default. */
  edits(text: string, how: { messageId?: number; at?: Date; sentAt?: Date } = {}): Done {
    return this.#edit(how.messageId ?? this.#last, { text }, how)
  }

  /** The next point of a live location. */
  moves(
    latitude: number,
    longitude: number,
    how: { messageId?: number; at?: Date; sentAt?: Date } = {},
  ): Done {
    return this.#edit(
      how.messageId ?? this.#last,
      { location: { latitude, longitude, live_period: 900 } },
      how,
    )
  }

  blocks(): Done {
    this.#world.chats.blocked.add(this.id)
    return this.#member('member', 'kicked')
  }

  unblocks(): Done {
    this.#world.chats.blocked.delete(this.id)
    return this.#member('kicked', 'member')
  }

  /** What the bot said to this person, plain, oldest first. */
  heard(): string[] {
    return this.#world.chats.heard(this.id).map((message) => message.text ?? message.caption ?? '')
  }

  #from(): Fields {
    return { id: this.id, is_bot: this.isBot, first_name: this.name, language_code: 'id' }
  }

  #chat(group?: number): Fields {
    if (group !== undefined) return { id: group, type: 'supergroup', title: 'Grup' }
    return { id: this.id, type: 'private', first_name: this.name }
  }

  #say(fields: Fields, how: How): Done {
    const messageId = this.#world.chats.nextMessageId()
    this.#last = messageId
    const date = seconds(how.at?.getTime() ?? this.#world.now())
    const forwarded = how.forwarded && {
      forward_origin: { type: 'hidden_user', date: date - 60, sender_user_name: 'Orang lain' },
    }
    const caption = how.caption !== undefined && { caption: how.caption }
    const message = {
      ...{ message_id: messageId, from: this.#from(), chat: this.#chat(how.group), date },
      ...{ ...fields, ...forwarded, ...caption, ...how.extra },
    }
    return { updateId: this.#world.updates.add({ message } as unknown as NewUpdate), messageId }
  }

  #edit(messageId: number, fields: Fields, how: { at?: Date; sentAt?: Date }): Done {
    const now = this.#world.now()
    const edited_message = {
      ...{ message_id: messageId, from: this.#from(), chat: this.#chat(), ...fields },
      ...{ date: seconds(how.sentAt?.getTime() ?? now), edit_date: seconds(how.at?.getTime() ?? now) },
    }
    return { updateId: this.#world.updates.add({ edited_message } as unknown as NewUpdate), messageId }
  }

  #member(before: string, after: string): Done {
    const state = (status: string) => ({
      ...{ user: this.#world.me, status },
      ...(status === 'kicked' && { until_date: 0 }),
    })
    const my_chat_member = {
      ...{ chat: this.#chat(), from: this.#from(), date: seconds(this.#world.now()) },
      ...{ old_chat_member: state(before), new_chat_member: state(after) },
    }
    return { updateId: this.#world.updates.add({ my_chat_member } as unknown as NewUpdate), messageId: 0 }
  }

  #file(name: string, bytes: Buffer) {
    const id = this.#world.chats.keepFile({ name, bytes })
    return { file_id: id, file_unique_id: `u-${id}`, file_size: bytes.length }
  }
}

const seconds = (ms: number) => Math.floor(ms / 1000)

const poll = (question: string) => ({
  ...{ id: '1', question, options: [], total_voter_count: 0, is_closed: false, is_anonymous: true },
  ...{ type: 'regular', allows_multiple_answers: false, allows_revoting: false, members_only: false },
})
