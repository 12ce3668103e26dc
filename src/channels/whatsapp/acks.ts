import { SendError } from '../channel.ts'

/** WhatsApp's word that it has a message; Baileys itself resolves a send when it is written to the socket. */
export type Acks = {
  /** Resolves with the server's ack. @throws SendError */
  wait(id: string, ms: number): Promise<void>
  settle(id: string, error: string | undefined): void
  /** Nobody waits for it any more. */
  forget(id: string): void
  /** The connection is gone: what was written may have arrived. */
  lose(): void
}

/** New chats are closed to this number: existing ones go on. Never to be tried again at once. */
export const RESTRICTED = '463'

export function createAcks(): Acks {
  const waiting = new Map<string, (error: SendError | null) => void>()
  return {
    wait: (id, ms) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () =>
            waiting.get(id)?.(new SendError('uncertain', 'WhatsApp has not said that it has the message')),
          ms,
        )
        waiting.set(id, (error) => {
          clearTimeout(timer)
          waiting.delete(id)
          if (error) reject(error)
          else resolve()
        })
      }),
    settle: (id, error) =>
      waiting.get(id)?.(
        error === undefined
          ? null
          : new SendError(
              'rejected',
              error === RESTRICTED
                ? 'WhatsApp lets this number begin no new chats (463)'
                : `WhatsApp refused it (${error})`,
            ),
      ),
    forget: (id) => waiting.get(id)?.(new SendError('uncertain', 'nobody waits for it')),
    lose() {
      for (const end of [...waiting.values()])
        end(new SendError('uncertain', 'the connection broke before WhatsApp said that it has the message'))
    },
  }
}
