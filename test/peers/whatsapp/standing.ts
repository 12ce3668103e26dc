import {
  type NewChatMessageCapInfo,
  QueryIds,
  type ReachoutTimelockEnforcementType,
} from '@whiskeysockets/baileys'
import type { Device } from './device.ts'
import { node, seconds } from './nodes.ts'

/** What the server thinks of an account that writes to strangers. */
export class Standing {
  #until: Date | undefined
  #type: ReachoutTimelockEnforcementType | undefined
  #cap: NewChatMessageCapInfo = { total_quota: 0, used_quota: 0 }
  readonly #devices: () => Device[]

  constructor(devices: () => Device[]) {
    this.#devices = devices
  }

  /** May no longer write to strangers: with error 463, which is a fault of its own. Without `until` it may again. */
  restrict(until?: Date, type?: ReachoutTimelockEnforcementType): void {
    this.#until = until
    this.#type = type
    this.#tell('NotificationUserReachoutTimelockUpdate', {
      xwa2_notify_account_reachout_timelock: this.#timelock(),
    })
  }

  /** How many new chats it may begin, and has begun. */
  cap(info: NewChatMessageCapInfo): void {
    this.#cap = info
    this.#tell('MessageCappingInfoNotification', { xwa2_notify_new_chat_messages_capping_info_update: info })
  }

  /** The answer to a query of the `w:mex` namespace. */
  answer(query: string | undefined): object | undefined {
    if (query === QueryIds.REACHOUT_TIMELOCK)
      return { xwa2_fetch_account_reachout_timelock: this.#timelock() }
    if (query === QueryIds.MESSAGE_CAPPING_INFO) return { xwa2_message_capping_info: this.#cap }
    return undefined
  }

  #timelock() {
    return {
      is_active: this.#until !== undefined,
      ...(this.#until && { time_enforcement_ends: seconds(this.#until) }),
      ...(this.#type !== undefined && { enforcement_type: this.#type }),
    }
  }

  #tell(operation: string, data: object): void {
    const attrs = { id: `mex-${Date.now()}`, from: 's.whatsapp.net', type: 'mex', t: seconds() }
    const update = node('update', { op_name: operation }, Buffer.from(JSON.stringify({ data })))
    for (const device of this.#devices()) device.deliver(node('notification', attrs, [update]))
  }
}
