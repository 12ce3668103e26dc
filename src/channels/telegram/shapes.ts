import { z } from 'zod'

/** The parts of Telegram's objects that we read; zod drops the rest. */

/** Read only as there or not. */
const anything = z.unknown().optional()
const id = z.number().int()
const user = z.object({ id, is_bot: z.boolean() })
const chat = z.object({ id, type: z.string() })
const file = z.object({
  file_id: z.string(),
  file_size: z.number().optional(),
  file_name: z.string().optional(),
  mime_type: z.string().optional(),
})
const location = z.object({
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
  horizontal_accuracy: z.number().optional(),
  live_period: z.number().optional(),
})

const message = z.object({
  message_id: id,
  from: user.optional(),
  sender_chat: anything,
  date: z.number(),
  edit_date: z.number().optional(),
  chat,
  forward_origin: anything,
  reply_to_message: z.object({ message_id: id }).optional(),
  via_bot: anything,
  migrate_to_chat_id: id.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  photo: z.array(file).optional(),
  document: file.optional(),
  voice: file.optional(),
  audio: file.optional(),
  video: file.optional(),
  video_note: file.optional(),
  animation: file.optional(),
  sticker: file.optional(),
  contact: z.object({ phone_number: z.string(), user_id: id.optional() }).optional(),
  location: location.optional(),
  venue: anything,
  poll: z.object({ id: z.string() }).optional(),
  dice: anything,
  game: anything,
  story: anything,
  checklist: anything,
  paid_media: anything,
})

const query = z.object({
  id: z.string(),
  from: user,
  message: z.object({ message_id: id, chat }).optional(),
  data: z.string().optional(),
})

export const updateShape = z.object({
  update_id: id,
  message: message.optional(),
  edited_message: message.optional(),
  channel_post: message.optional(),
  callback_query: query.optional(),
  my_chat_member: z
    .object({ chat, date: z.number(), new_chat_member: z.object({ status: z.string() }) })
    .optional(),
})

export type Message = z.infer<typeof message>
export type Query = z.infer<typeof query>
export type File = z.infer<typeof file>
