import type { Log } from '../../lib/log.ts'
import type { ChannelEvents } from '../channel.ts'
import { type ParseContext, parseUpdate } from './parse.ts'

/** Takes a batch of raw updates; resolves when all of it is stored, so that it may be confirmed. */
export type Take = (updates: unknown[]) => Promise<void>

/**
 * @param answerPress lets the pressed button stop glowing; called only after the press is stored
 */
export function createIntake(
  events: ChannelEvents,
  context: () => ParseContext,
  answerPress: (queryId: string) => void,
  log: Log,
): Take {
  return async (updates) => {
    const parsed = updates.map((update) => parseUpdate(update, context()))
    const messages = parsed.filter((one) => one.kind === 'incoming')
    if (messages.length > 0) await events.receive(messages.map(({ incoming }) => incoming))
    for (const one of parsed) {
      if (one.kind === 'reachable') await events.reachable(one.who, one.reachable, one.at)
      else if (one.kind === 'moved') await events.addressChanged(one.from, one.to)
      else if (one.kind === 'ignored') log.debug({ update: one.updateId, why: one.why }, 'update ignored')
    }
    // Presses of one button under two updates are answered once.
    const pressed = messages.flatMap(({ queryId }) => (queryId === undefined ? [] : [queryId]))
    for (const queryId of new Set(pressed)) answerPress(queryId)
  }
}
