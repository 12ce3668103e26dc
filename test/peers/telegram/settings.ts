import type { Params } from './body.ts'
import { ApiError } from './errors.ts'
import { messages } from './methods.ts'
import type { Call, World } from './world.ts'

type Method = (world: World, params: Params, call: Call) => unknown

const CALLBACK = 150_000
const yes: Method = () => true

/** All methods that the schema knows, by name. */
export const methods: Record<string, Method> = {
  ...messages,
  getMe: (world) => ({
    ...world.me,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  }),
  logOut: yes,
  close: yes,
  setMyDescription: yes,
  setMyShortDescription: yes,
  setChatMenuButton: yes,

  getUpdates: (world, params, call) => {
    if (params.allowed_updates) world.updates.allowed = params.allowed_updates as string[]
    return world.updates.poll(params, call.hangUp)
  },

  setWebhook: (world, params) => {
    const url = String(params.url)
    if (url === '') return remove(world, params)
    if (!/^https?:\/\//.test(url))
      throw new ApiError(400, 'Bad Request: bad webhook: invalid webhook URL specified')
    const secret = params.secret_token as string | undefined
    if (secret !== undefined && !/^[\w-]{1,256}$/.test(secret)) {
      throw new ApiError(400, 'Bad Request: secret token contains unallowed characters')
    }
    if (params.allowed_updates) world.updates.allowed = params.allowed_updates as string[]
    if (params.drop_pending_updates) world.updates.drop()
    const before = world.webhook.setting
    const connections = Number(params.max_connections ?? 40)
    if (before?.url !== url || before.secret !== secret || before.connections !== connections) {
      world.webhook.set({ url, secret, connections })
    }
    return true
  },
  deleteWebhook: (world, params) => remove(world, params),
  getWebhookInfo: (world) => {
    const { setting, lastError } = world.webhook
    return {
      url: setting?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: world.updates.pending,
      ...(setting && { max_connections: setting.connections }),
      ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.message }),
      ...(world.updates.allowed && { allowed_updates: world.updates.allowed }),
    }
  },

  answerCallbackQuery: (world, params) => {
    const id = String(params.callback_query_id)
    const asked = world.queries.get(id)
    if (asked === undefined || world.now() - asked > CALLBACK) {
      throw new ApiError(
        400,
        'Bad Request: query is too old and response timeout expired or query ID is invalid',
      )
    }
    world.answered.push(id)
    return true
  },

  setMyCommands: (world, params) => {
    const commands = params.commands as { command: string; description: string }[]
    if (commands.length > 100) throw new ApiError(400, 'Bad Request: too many commands')
    for (const { command } of commands) {
      if (!/^[a-z0-9_]{1,32}$/.test(command)) throw new ApiError(400, 'Bad Request: BOT_COMMAND_INVALID')
    }
    world.chats.commands = commands
    return true
  },
  getMyCommands: (world) => world.chats.commands,
  deleteMyCommands: (world) => {
    world.chats.commands = []
    return true
  },

  getFile: (world, params) => {
    const id = String(params.file_id)
    const file = world.chats.files.get(id)
    if (!file) throw new ApiError(400, 'Bad Request: invalid file_id')
    if (file.bytes.length > 20 * 1024 * 1024) throw new ApiError(400, 'Bad Request: file is too big')
    return { file_id: id, file_unique_id: `u-${id}`, file_size: file.bytes.length, file_path: `files/${id}` }
  },
  getChat: (_world, params) => ({
    id: Number(params.chat_id),
    type: 'private',
    first_name: 'Orang',
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {
      ...{ unlimited_gifts: false, limited_gifts: false, unique_gifts: false },
      ...{ premium_subscription: false, gifts_from_channels: false },
    },
  }),
}

function remove(world: World, params: Params): true {
  if (params.drop_pending_updates) world.updates.drop()
  world.webhook.set(null)
  return true
}
