/** Keys whose value is what somebody wrote, or opens a door: only its length is logged. */
const hidden =
  /^(text|body|payload|state|caption|label|said|message_?text|answer|name|person_?name|phone|nip|nik|token|secret|password|cookie|authorization|code|digits)$/i

/** Not what `code` of an error says: ECONNREFUSED, P2028, 55P03. */
const errorCode = /^[A-Z0-9_]{4,40}$/

const patterns: [RegExp, string][] = [
  // A bot's token, also within its URL; a password within a URL.
  [/\b(bot)?\d{6,}:[\w-]{20,}/g, '[token]'],
  [/(:\/\/[^\s/:@]+):[^\s/@]+@/g, '$1:[password]@'],
  // Phones, NIP (18) and NIK (16), also with the blanks, dots and dashes that people write.
  [/(?<![\w.-])\+?(?:\d[ .-]?){11,}\d(?![\w-])/g, '[digits]'],
  [/(?:\+62|\b62|\b0)[ .-]?8(?:[ .-]?\d){7,11}/g, '[digits]'],
  // Ids of people at a messenger.
  [/\d{9,}/g, '[digits]'],
]

/** Masks what could identify somebody within a sentence. */
export function maskText(text: string): string {
  return patterns.reduce((masked, [pattern, instead]) => masked.replace(pattern, instead), text)
}

/** The same for whatever a call of the logger was given. */
export function maskRecord(record: Record<string, unknown>): Record<string, unknown> {
  return mask(record, '', 0) as Record<string, unknown>
}

function mask(value: unknown, key: string, depth: number): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value
  if (hidden.test(key)) return hide(value, key)
  if (typeof value === 'number' || typeof value === 'bigint')
    return maskText(String(value)) === String(value) ? Number(value) : '[digits]'
  if (typeof value === 'string') return maskText(value)
  if (value instanceof Date) return value.toISOString()
  if (depth > 6) return '[deep]'
  if (value instanceof Error) return maskError(value, depth)
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => mask(item, '', depth + 1))
  if (typeof value !== 'object') return `[${typeof value}]`
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [maskText(name), mask(inner, name, depth + 1)]),
  )
}

function hide(value: unknown, key: string): unknown {
  if (key === 'code' && typeof value === 'string' && errorCode.test(value) && /[A-Z]/.test(value))
    return value
  if (typeof value === 'string') return `[${value.length} characters]`
  return '[hidden]'
}

/** Type, message, code, stack and cause; other fields of an error can hold a whole query. */
function maskError(error: Error, depth: number): Record<string, unknown> {
  const { code, cause } = error as Error & { code?: unknown }
  return {
    type: error.name,
    message: maskText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: maskText(error.stack ?? ''),
    ...(cause ? { cause: mask(cause, 'cause', depth + 1) } : {}),
  }
}
