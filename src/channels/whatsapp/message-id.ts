import { createHash } from 'node:crypto'

/**
 * The id under which a row of the outbox goes out, now and whenever it must go again: in WhatsApp's own shape, and the
 * same for the same key, so that whoever has it already shows it once.
 */
export function messageIdOf(key: string): string {
  return `3EB0${createHash('sha256').update(`guyub/${key}`).digest('hex').slice(0, 18).toUpperCase()}`
}
