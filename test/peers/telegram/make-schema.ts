/**
 * Writes schema.jsonl: what the Bot API accepts, from the types of @gramio/types, which we did not write.
 * Run after an update of that package: `npx tsx test/peers/telegram/make-schema.ts`
 */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGenerator } from 'ts-json-schema-generator'

const METHODS = [
  'getUpdates setWebhook deleteWebhook getWebhookInfo getMe logOut close',
  'sendMessage sendPhoto sendDocument sendVoice sendVideo sendAudio sendSticker sendLocation sendContact',
  'sendMediaGroup sendChatAction forwardMessage copyMessage editMessageText editMessageReplyMarkup',
  'editMessageCaption editMessageMedia',
  'deleteMessage answerCallbackQuery setMyCommands getMyCommands deleteMyCommands getFile getChat',
  'setMessageReaction setMyDescription setMyShortDescription setChatMenuButton',
].flatMap((line) => line.split(' '))
const NO_PARAMETERS = new Set(['getMe', 'getWebhookInfo', 'logOut', 'close'])

/** Of the two largest objects, only what our simulated people produce; anything else in them is refused. */
const KEPT: Record<string, string[]> = {
  TelegramUpdate: 'update_id message edited_message channel_post callback_query my_chat_member'.split(' '),
  TelegramMessage: (
    'message_id from sender_chat date chat forward_origin reply_to_message via_bot edit_date text entities ' +
    'link_preview_options document photo sticker video voice audio caption caption_entities contact poll ' +
    'location venue reply_markup migrate_to_chat_id migrate_from_chat_id media_group_id'
  ).split(' '),
  TelegramChat: 'id type title username first_name last_name'.split(' '),
}

type Json = { [key: string]: unknown }
type Definitions = Record<string, Json>

const types = new URL('../../../node_modules/@gramio/types', import.meta.url).pathname
const entry = join(mkdtempSync(join(tmpdir(), 'guyub-schema-')), 'all.ts')
const upper = (name: string) => name[0]?.toUpperCase() + name.slice(1)
writeFileSync(
  entry,
  `import type * as P from '${types}/out/params.d.ts'\nimport type * as O from '${types}/out/objects.d.ts'\n` +
    `export type All = { update: O.TelegramUpdate; message: O.TelegramMessage; ${METHODS.filter(
      (m) => !NO_PARAMETERS.has(m),
    )
      .map((m) => `${m}: P.${upper(m)}Params`)
      .join('; ')} }`,
)
const generated = createGenerator({
  path: entry,
  type: 'All',
  skipTypeCheck: true,
  expose: 'all',
  topRef: false,
  encodeRefs: false,
  additionalProperties: false,
}).createSchema('All') as { definitions: Definitions; properties: Definitions }

const definitions = generated.definitions
// A file is uploaded beside the parameters or named by id, URL or attach://; both arrive here as text.
definitions.Blob = { type: 'string', minLength: 1 }
for (const [name, kept] of Object.entries(KEPT)) {
  const properties = definitions[name]?.properties as Json | undefined
  for (const key of Object.keys(properties ?? {})) if (!kept.includes(key)) delete properties?.[key]
}

/** gramio lets its callers pass objects with a toString or toJSON; on the wire there are only their results. */
function plain(object: Json): void {
  if (!Array.isArray(object.anyOf)) return
  const real = (object.anyOf as Json[]).filter((option) => {
    const keys = Object.keys((option.properties as Json | undefined) ?? {})
    return !(keys.length === 1 && (keys[0] === 'toString' || keys[0] === 'toJSON'))
  })
  if (real.length > 1) object.anyOf = real
  else {
    delete object.anyOf
    Object.assign(object, { ...real[0], description: object.description ?? real[0]?.description })
  }
}

/** "1-4096 characters after entities parsing" in the description becomes a rule that is checked. */
function mine(node: unknown): void {
  if (Array.isArray(node)) for (const item of node) mine(item)
  if (!node || typeof node !== 'object' || Array.isArray(node)) return
  const object = node as Json
  plain(object)
  const text = typeof object.description === 'string' ? object.description : ''
  const limit = /(\d+)[-–](\d+) (characters|bytes)( after entities parsing)?/.exec(text)
  if (limit && object.type === 'string') {
    const [, min, max, unit, parsed] = limit
    object.telegramLength = { min: Number(min), max: Number(max), unit, parsed: parsed !== undefined }
  }
  const range = /Values between (\d+)[-–](\d+) are accepted/.exec(text)
  if (range && object.type === 'number')
    Object.assign(object, { minimum: Number(range[1]), maximum: Number(range[2]) })
  delete object.description
  for (const [key, value] of Object.entries(object)) {
    // A map of properties is no schema: one of them may be called 'description'.
    mine(key === 'properties' ? Object.values(value as Json) : value)
  }
}
mine(Object.values(definitions))

/** Only what can be reached from our methods. */
function reachable(roots: unknown): Definitions {
  const kept: Definitions = {}
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const item of node) visit(item)
    if (!node || typeof node !== 'object' || Array.isArray(node)) return
    const ref = (node as Json).$ref
    if (typeof ref === 'string') {
      const name = ref.slice('#/definitions/'.length)
      if (!kept[name]) {
        kept[name] = definitions[name] as Json
        visit(kept[name])
      }
    }
    for (const value of Object.values(node)) visit(value)
  }
  visit(roots)
  return kept
}

const empty = { type: 'object', additionalProperties: false }
const roots = Object.fromEntries([
  ...METHODS.map((m) => [m, NO_PARAMETERS.has(m) ? empty : generated.properties[m]]),
  ['Update', generated.properties.update],
  ['Message', generated.properties.message],
])
const kept = reachable(roots)
// A line each, so that an update of the types can be read as a diff.
const lines = [
  ...Object.entries(roots).map((entry) => ['root', ...entry]),
  ...Object.entries(kept).map((entry) => ['definition', ...entry]),
]
writeFileSync(
  new URL('schema.jsonl', import.meta.url),
  lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
)
console.log(`${METHODS.length} methods, ${Object.keys(kept).length} definitions`)
