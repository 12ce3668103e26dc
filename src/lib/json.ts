/**
 * JSON for a parameter of a statement: half of a surrogate pair (an emoji that was cut) would make PostgreSQL refuse the
 * whole statement, so it becomes a replacement character.
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === 'string' ? one.toWellFormed() : one))
}
