import type { SocketConfig } from '@whiskeysockets/baileys'
import type { Log } from '../../lib/log.ts'

/**
 * What Baileys logs, for whoever looks for a fault: only its sentences. What it logs beside them are stanzas, keys and
 * messages, which belong in no log.
 */
export function quietLogger(log: Log): SocketConfig['logger'] {
  const write = (level: string) => (what: unknown, sentence?: string) => {
    const said = typeof what === 'string' ? what : sentence
    if (said) log.debug({ level }, `baileys: ${said.slice(0, 200)}`)
  }
  const nothing = () => undefined
  const logger = {
    level: 'warn',
    trace: nothing,
    debug: nothing,
    info: nothing,
    warn: write('warn'),
    error: write('error'),
    child: () => logger,
  }
  return logger as SocketConfig['logger']
}
