import { setMaxListeners } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { compress } from 'hono/compress'
import { assetRoutes } from './assets.ts'
import { calendarRoutes } from './calendar-routes.ts'
import { createChatCookie } from './chat-cookie.ts'
import { chatRoutes } from './chat-routes.ts'
import { demoRoutes } from './demo-routes.ts'
import type { WebDeps } from './deps.ts'
import { Front } from './front.tsx'
import { headers, loopbackOnly, ownPagesOnly } from './guard.ts'
import { healthRoutes } from './health.ts'
import { letterRoutes } from './letter-routes.ts'
import { metricsRoutes } from './metrics.ts'
import { numberRoutes } from './numbers-routes.ts'
import { Official } from './official.tsx'
import { pointRoutes } from './point-routes.ts'
import { Problem, type ProblemName } from './problem.tsx'
import { progressRoutes } from './progress-routes.ts'
import { reportRoutes } from './report-routes.ts'
import { screenRoutes } from './screen-routes.ts'
import { page, type View } from './view.ts'

/** A message has at most 5,000 characters; Telegram's longest update is far below the second. */
const MOST_BYTES = 64 * 1024
const MOST_WEBHOOK_BYTES = 1024 * 1024
const CLOSING_MS = 3_000

export type Web = {
  /** Answers one request without a socket. */
  fetch(request: Request): Promise<Response>
  listen(): Promise<{ port: number }>
  /** Ends the streams, takes nothing new, waits up to three seconds for the rest. */
  close(): Promise<void>
}

/** The second door: pages for browsers, and what an operator asks the process. */
export function createWeb(deps: WebDeps): Web {
  const { config, demo, webchat, botLinks, telegramWebhook, log } = deps
  const view: View = { t: deps.t, english: deps.english, city: deps.city, demo: config.demo, captions: false }
  const closing = new AbortController()
  // Every open chat page listens: many are no leak.
  setMaxListeners(0, closing.signal)
  const web = { ...deps, cookie: createChatCookie(deps), closing: closing.signal }
  const problem = (name: ProblemName) => Problem({ view, name })

  const app = new Hono()
  app.use(headers)
  // Little data on old phones; streams are left alone, or they would be held back until there is enough to compress.
  app.use(compress())
  if (telegramWebhook) {
    // Before the check of the sender: Telegram is no browser, it proves itself by its secret header.
    app.post(
      telegramWebhook.path,
      bodyLimit({ maxSize: MOST_WEBHOOK_BYTES, onError: (c) => c.text('too large', 413) }),
      (c) => telegramWebhook.handle(c.req.raw),
    )
  }
  if (config.demo) app.use(loopbackOnly((c) => page(c, problem('host'), 403)))
  app.use(ownPagesOnly((c) => page(c, problem('origin'), 403), config.web.publicUrl))
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: (c) => page(c, problem('big'), 413) }))

  app.route('/', assetRoutes)
  app.route('/', healthRoutes(deps))
  app.route('/', metricsRoutes(deps))
  if (demo && webchat)
    app.route('/', demoRoutes({ ...web, demo, webchat, view: { ...view, captions: true } }))
  else {
    app.get('/', (c) => page(c, Front({ view, webchat: webchat !== null, ...botLinks })))
  }
  app.get('/resmi', (c) =>
    page(
      c,
      Official({
        view,
        telegram: botLinks.telegram,
        whatsapp: botLinks.whatsapp,
        webchat: webchat !== null,
        publicUrl: config.web.publicUrl,
      }),
    ),
  )
  if (config.whatsapp) app.route('/', numberRoutes({ ...deps, view }))
  app.route('/', reportRoutes({ ...deps, view }))
  app.route('/', letterRoutes({ ...deps, view }))
  app.route('/', calendarRoutes(deps))
  app.route('/', pointRoutes({ ...deps, view }))
  app.route('/', screenRoutes({ ...deps, view, closing: closing.signal }))
  if (webchat) app.route('/', chatRoutes({ ...web, webchat, view }))
  app.route('/', progressRoutes({ ...deps, view }))

  app.notFound((c) => page(c, problem('notFound'), 404))
  app.onError((error, c) => {
    log.error({ err: error, path: c.req.routePath }, 'page failed')
    return page(c, problem('broken'), 500)
  })

  let server: Server | null = null
  return {
    fetch: async (request) => app.fetch(request),
    listen: () =>
      new Promise((resolve, reject) => {
        const opening = createServer(getRequestListener(app.fetch))
        server = opening
        opening.once('error', reject)
        opening.listen(config.web.port, config.web.host, () => {
          resolve({ port: (opening.address() as AddressInfo).port })
        })
      }),
    close: async () => {
      closing.abort()
      const open = server
      if (!open) return
      await new Promise<void>((resolve) => {
        const force = setTimeout(() => open.closeAllConnections(), CLOSING_MS)
        // A connection whose stream has just ended would stay open, waiting for the next request.
        const idle = setInterval(() => open.closeIdleConnections(), 50)
        open.close(() => {
          clearTimeout(force)
          clearInterval(idle)
          resolve()
        })
      })
      server = null
    },
  }
}
