import { readFileSync } from 'node:fs'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { Params } from './body.ts'
import { BrokenEntities, stripHtml } from './html.ts'

/** Checks calls and updates against schema.jsonl, which comes from types that we did not write. */

type Node = {
  type?: string | string[]
  $ref?: string
  anyOf?: Node[]
  enum?: unknown[]
  properties?: Record<string, Node>
}
type Limit = { min: number; max: number; unit: 'bytes' | 'characters'; parsed: boolean }
type Checked = { (data: string, context?: { parentData: Params }): boolean; errors?: Partial<ErrorObject>[] }

const schema = { root: {} as Record<string, Node>, definition: {} as Record<string, Node> }
for (const line of readFileSync(new URL('schema.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')) {
  const [part, name, node] = JSON.parse(line) as [keyof typeof schema, string, Node]
  schema[part][name] = node
}
const ajv = new Ajv({ strict: false, allErrors: false })
ajv.addSchema({ $id: 'telegram', definitions: schema.definition })
ajv.addKeyword({
  keyword: 'telegramLength',
  type: 'string',
  compile(limit: Limit) {
    const check: Checked = (data, context) => {
      try {
        const html = limit.parsed && context?.parentData.parse_mode === 'HTML'
        const plain = html ? stripHtml(data) : data
        const length = limit.unit === 'bytes' ? Buffer.byteLength(plain) : plain.length
        if (length >= limit.min && length <= limit.max) return true
        check.errors = [
          { keyword: 'telegramLength', message: length < limit.min ? 'is empty' : 'is too long' },
        ]
      } catch (error) {
        if (!(error instanceof BrokenEntities)) throw error
        check.errors = [{ keyword: 'entities', message: error.message }]
      }
      return false
    }
    return check
  },
})

/** The server's own words, where we know them. */
const WORDS: Record<string, string> = {
  '/text is empty': 'message text is empty',
  '/text is too long': 'message is too long',
  '/caption is too long': 'message caption is too long',
  "must have required property 'chat_id'": 'chat_id is empty',
  "must have required property 'text'": 'message text is empty',
}

const compiled = new Map<string, ValidateFunction>()
function validator(root: string): ValidateFunction {
  let found = compiled.get(root)
  if (!found) {
    // References are written '#/definitions/X'; give each root its own view of the shared definitions.
    const node = schema.root[root] as Node
    found = ajv.compile(node.$ref ? { $ref: `telegram${node.$ref}` } : node)
    compiled.set(root, found)
  }
  return found
}

function explain(errors: ErrorObject[] | null | undefined): string {
  const all = errors ?? []
  const telling =
    all.find((e) => e.keyword === 'entities') ?? all.find((e) => e.keyword === 'telegramLength') ?? all[0]
  if (!telling) return 'unknown'
  if (telling.keyword === 'entities') return telling.message ?? ''
  if (telling.instancePath.endsWith('/callback_data')) return 'BUTTON_DATA_INVALID'
  const extra = telling.params?.additionalProperty ? ` '${telling.params.additionalProperty}'` : ''
  const said = `${telling.instancePath} ${telling.message}${extra}`.trim()
  return WORDS[said] ?? said
}

export const METHODS: ReadonlySet<string> = new Set(
  Object.keys(schema.root).filter((name) => name !== 'Update' && name !== 'Message'),
)

/** Compiles what every test needs, so that no call of a test pays for it in its own time. */
export function warm(): void {
  for (const root of ['Update', 'sendMessage', 'getUpdates']) validator(root)
}

/** What is wrong with a call, in the server's words; undefined when nothing is. */
export function checkCall(method: string, params: Params): string | undefined {
  const validate = validator(method)
  return validate(params) ? undefined : explain(validate.errors)
}

/** What is wrong with an update that a test wants to inject, or with a message that we answer. */
export function checkObject(kind: 'Update' | 'Message', value: unknown): string | undefined {
  const validate = validator(kind)
  return validate(value) ? undefined : explain(validate.errors)
}

const isText = (node: Node | undefined): boolean => {
  if (!node) return true
  if (node.$ref) return isText(schema.definition[node.$ref.slice('#/definitions/'.length)])
  if (node.anyOf) return node.anyOf.some(isText)
  // chat_id is a number or '@channel'; a number that came as text is a number.
  if (Array.isArray(node.type)) return false
  return node.enum ? node.enum.some((value) => typeof value === 'string') : node.type === 'string'
}
const known = new Map<string, Map<string, boolean>>()

/** The parameters of a method, and whether each is text. */
function parametersOf(method: string): Map<string, boolean> {
  const found = known.get(method)
  if (found) return found
  const root = schema.root[method]
  const definition = root?.$ref ? schema.definition[root.$ref.slice('#/definitions/'.length)] : root
  const made = new Map(Object.entries(definition?.properties ?? {}).map(([key, node]) => [key, isText(node)]))
  known.set(method, made)
  return made
}

/** Forms carry only text, and reply_markup may be JSON in a string everywhere: reads such values. */
export function decode(method: string, params: Params, dropUnknown = false): void {
  const parameters = parametersOf(method)
  for (const [key, value] of Object.entries(params)) {
    const text = parameters.get(key)
    if (text === undefined && dropUnknown) delete params[key]
    if (typeof value !== 'string' || text !== false) continue
    try {
      params[key] = JSON.parse(value)
    } catch {
      // not JSON: wrong, and then the schema says so
    }
  }
}
