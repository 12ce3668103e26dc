/**
 * What goes out has *bold* and _italic_ as its marks, and a name or a title that somebody typed may hold the same
 * signs. Typed ones travel as stand-ins (two code points of Unicode's private use area, one for one, so that nothing
 * gets longer and no cut falls inside) until a messenger's renderer has drawn the marks: it sees none in them, and
 * puts the signs back last.
 */
const STAND_IN: Record<string, string> = { '*': '\uE02A', _: '\uE05F' }
const SIGN = Object.fromEntries(Object.entries(STAND_IN).map(([sign, one]) => [one, sign]))

/** A typed text as a value of a sentence. Doing it twice changes nothing. */
export function shield(text: string): string {
  return text.replace(/[*_]/g, (sign) => STAND_IN[sign] as string)
}

/** The typed signs again: the last thing that a renderer does, and all that a plain label needs. */
export function unshield(text: string): string {
  return text.replace(/[\uE02A\uE05F]/g, (one) => SIGN[one] as string)
}

type Translate = (key: string, values?: Record<string, unknown>) => string

/** Sentences whose values come out as they were typed; only the sentence itself may be bold. */
export function shielded(t: Translate): Translate {
  return (key, values) => t(key, values && mapValues(values))
}

function mapValues(values: Record<string, unknown>): Record<string, unknown> {
  const one = (value: unknown): unknown =>
    typeof value === 'string' ? shield(value) : Array.isArray(value) ? value.map(one) : value
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, one(value)]))
}
