import { parentPort, workerData } from 'node:worker_threads'
import { openDurable } from './pglite.ts'
import type { Answer, Question } from './pglite-thread.ts'

/**
 * The thread in which the embedded database computes: it answers questions one after the other. Everything that
 * waits or decides (transactions, who is next) stands on the other side, in pglite-thread.ts.
 */
const port = parentPort
if (!port) throw new Error('pglite-worker.ts is started by pglite-thread.ts')
const answer = (message: Answer) => port.postMessage(message)

const client = await openDurable((workerData as { directory: string }).directory)
/** Types whose text the asker reads itself: the same functions cannot be sent. */
let unread: Record<number, (text: string) => string> = {}

port.on('message', async (question: Question) => {
  try {
    switch (question.kind) {
      case 'query': {
        const { sql, params, options } = question
        const { types, ...rest } = options ?? {}
        if (types) unread = Object.fromEntries(types.map((type) => [type, (text: string) => text]))
        const result = await client.query(sql, params, {
          ...rest,
          ...(rest.rowMode === 'array' ? { parsers: unread } : {}),
        })
        return answer({ id: question.id, result })
      }
      case 'exec':
        return answer({ id: question.id, result: await client.exec(question.sql) })
      case 'close':
        await client.close()
        answer({ id: question.id, result: null })
        return port.close()
    }
  } catch (error) {
    answer({ id: question.id, error: describe(error) })
  }
})
answer({ id: 0, result: null })

/** What a copy between threads would drop: the code and the details of a database's refusal. */
function describe(error: unknown): Extract<Answer, { error: unknown }>['error'] {
  if (!(error instanceof Error)) return { message: String(error), fields: {} }
  const fields = Object.fromEntries(Object.entries(error).filter(([, value]) => typeof value !== 'object'))
  return { message: error.message, fields }
}
