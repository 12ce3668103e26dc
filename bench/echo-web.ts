/**
 * The peer of `npm run bench -- web`: a bare Hono server on the same Node adapter, which passes a posted line on to
 * whoever listens. No database, no pages, nothing kept.
 */
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'

const listeners = new Map<string, Set<(line: string) => void>>()
const app = new Hono()
  .post('/say/:chat', async (c) => {
    const line = await c.req.text()
    for (const hear of listeners.get(c.req.param('chat')) ?? []) hear(line)
    return c.body(null, 202)
  })
  .get('/stream/:chat', (c) =>
    streamSSE(c, async (stream) => {
      const chat = listeners.get(c.req.param('chat')) ?? new Set()
      listeners.set(c.req.param('chat'), chat)
      const hear = (data: string) => void stream.writeSSE({ data })
      chat.add(hear)
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      chat.delete(hear)
    }),
  )
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' }, () => console.log('ready'))
