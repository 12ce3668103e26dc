import { setTimeout as pause } from 'node:timers/promises'
import { type Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { SSEStreamingApi } from 'hono/streaming'
import { touches, type Urgent } from '../features/announcements/urgent.ts'
import { openWaiting, pathsOf, type ScreenState, screenState } from '../features/check-in/screens.ts'
import { messageLink } from '../lib/chat-links.ts'
import { transaction } from '../lib/db.ts'
import { events, limitStreams } from './chat-stream.ts'
import type { WebDeps } from './deps.ts'
import { framedByUs, peerOf } from './guard.ts'
import { Problem } from './problem.tsx'
import { qrBits } from './qr.ts'
import { Screen, ScreenDoor, ScreenNotice, ScreenUrgent, type UrgentState } from './screen.tsx'
import { page, type View } from './view.ts'

/** A screen is told at once, and then at most so often. */
const PACE_MS = 1_000

/** New screens per minute from one place: a hall needs one. */
const MOST_A_MINUTE = 30

type Given = Pick<
  WebDeps,
  'config' | 'db' | 'clock' | 'botLinks' | 'changes' | 'log' | 'urgent' | 'lookUrgent'
> & {
  view: View
  closing: AbortSignal
}

/**
 * `/layar`: a screen asks to be one; `/layar/<id>`: what it shows; `/layar/<id>/keadaan`: the same as data;
 * `/layar/<id>/kabar`: when to look again.
 */
export function screenRoutes(deps: Given) {
  const { db, clock, view } = deps
  const opened = new Map<string, number>()
  const streams = limitStreams(3)
  let minute = 0

  const stateOf = async (c: Context, id: string): Promise<ScreenState | UrgentState> => {
    const state = await screenState(db, id, getCookie(c, 'layar') ?? '', clock.now())
    // An emergency takes the place of the code, and of a session that it suspended.
    // What closed just now may have been suspended by one that is not known yet, and a closed page asks no more.
    if (state.state === 'closed') await deps.lookUrgent()
    const urgent = state.state === 'showing' || state.state === 'closed' ? await urgentFor(id) : undefined
    return urgent ? { state: 'urgent', text: urgent.text } : state
  }

  async function urgentFor(id: string): Promise<Urgent | undefined> {
    const all = deps.urgent()
    if (all.length === 0) return undefined
    const paths = await pathsOf(db.prisma, id)
    return all.find((one) => paths.some((path) => touches(one, path)))
  }

  return new Hono()
    .use('/layar/*', async (c, next) => {
      await next()
      if (c.req.method !== 'GET') return
      if (deps.config.demo) framedByUs(c)
      // Stricter than elsewhere: the address names the screen, and no form is sent from it.
      c.res.headers.set('referrer-policy', 'no-referrer')
    })
    .get('/layar', (c) => page(c, ScreenDoor({ view })))

    .post('/layar', async (c) => {
      if (tooMany(peerOf(c) ?? 'here')) return page(c, Problem({ view, name: 'many' }), 429)
      const screen = await transaction(db, (tx) => openWaiting(tx, clock.now()))
      if (screen === 'busy') return page(c, ScreenNotice({ view, name: 'busy' }), 503)
      const path = `/layar/${screen.id}`
      // The cookie belongs to this one address: another screen in the same browser has its own.
      setCookie(c, 'layar', screen.secret, {
        path,
        httpOnly: true,
        sameSite: 'Lax',
        secure: deps.config.web.publicUrl?.startsWith('https:') ?? false,
        maxAge: 86_400,
      })
      return (c.req.header('accept') ?? '').includes('application/json')
        ? c.json({ path })
        : c.redirect(path, 303)
    })

    .get('/layar/:id', async (c) => {
      const id = c.req.param('id')
      const state = await stateOf(c, id)
      if (state.state === 'foreign') return page(c, ScreenNotice({ view, name: 'foreign' }), 403)
      if (state.state === 'closed') return page(c, ScreenNotice({ view, name: 'closed' }))
      const at = { url: `/layar/${id}/keadaan`, news: `/layar/${id}/kabar` }
      return page(
        c,
        state.state === 'urgent' ? ScreenUrgent({ view, state, ...at }) : Screen({ view, state, ...at }),
      )
    })

    .get('/layar/:id/kabar', async (c) => {
      const id = c.req.param('id')
      const { state } = await stateOf(c, id)
      const end = state === 'foreign' || state === 'closed' ? null : streams.begin(id)
      if (!end) return c.body(null, 204)
      // A hint and nothing else: the screen asks for its state, as it does every three seconds anyway. In a rush
      // something is committed all the time, most of it elsewhere: it is told only of what changes what it shows.
      let known = ''
      const work = async (stream: SSEStreamingApi) => {
        const seen = await stateOf(c, id)
        const shows = seen.state === 'showing' ? [seen.count, seen.session] : []
        const now = JSON.stringify([
          seen.state,
          shows,
          Math.round((clock.now().getTime() - Date.now()) / 2_000),
        ])
        if (now !== known) await stream.writeSSE({ event: 'kabar', data: '' })
        known = now
        await pause(PACE_MS)
      }
      return events(c, { ...deps, listen: deps.changes.listen, work, end })
    })

    .get('/layar/:id/keadaan', async (c) => {
      const state = await stateOf(c, c.req.param('id'))
      if (state.state !== 'showing')
        return c.json({ state: state.state }, state.state === 'foreign' ? 403 : 200)
      const { opensAt, closesAt } = state.session
      const held = Number(c.req.query('punya')) || 0
      const origin = deps.config.web.publicUrl ?? new URL(c.req.url).origin
      return c.json({
        state: 'showing',
        now: clock.now().getTime(),
        opensAt: opensAt.getTime(),
        closesAt: closesAt.getTime(),
        count: state.count,
        // What the page holds already is not sent again every three seconds.
        codes: state.codes
          .filter(({ to }) => to.getTime() > held)
          .map(({ code, from, to }) => ({
            code,
            from: from.getTime(),
            to: to.getTime(),
            qr: qrBits(messageLink(code, deps.botLinks, origin)),
          })),
      })
    })

  function tooMany(from: string): boolean {
    const now = Math.floor(Date.now() / 60_000)
    if (now !== minute) opened.clear()
    minute = now
    opened.set(from, (opened.get(from) ?? 0) + 1)
    return opened.get(from)! > MOST_A_MINUTE
  }
}
