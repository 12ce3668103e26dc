import { type Context, Hono } from 'hono'
import { type ChatCookie, type Slot, slotOf } from './chat-cookie.ts'
import { createReader, events, limitStreams, lineEvent } from './chat-stream.ts'
import { Demo, type Handset, ROLES, TimeNow } from './demo.tsx'
import type { DemoDoor, WebchatDoor, WebDeps } from './deps.ts'
import { framesOurs } from './guard.ts'
import { Stored, storyOf } from './trace.tsx'
import { page, type View } from './view.ts'

const LINES = 50
/** Messages whose rows are shown under their bubbles. */
const TRACES = 12
/** More at once would be a way to keep the process busy. */
const MOST_MINUTES = 60

type Given = Pick<WebDeps, 'log' | 'changes'> & {
  cookie: ChatCookie
  demo: DemoDoor
  webchat: WebchatDoor
  view: View
  closing: AbortSignal
}

/**
 * The demo's page. A browser allows six connections to a host, so all of its phones and the clock come through one
 * stream, whatever happens on them.
 */
export function demoRoutes(deps: Given) {
  const { demo, webchat, view, cookie } = deps
  const { stage } = demo
  const streams = limitStreams()

  /**
   * This browser's phones; each is somebody from the first look on. Only a new one is made somebody: who registers on a
   * phone, or shares it, stays on it when the page is loaded again.
   */
  async function phones(c: Context): Promise<Map<(typeof ROLES)[number], string>> {
    const found = new Map<(typeof ROLES)[number], string>()
    for (const role of ROLES) {
      const known = await cookie.read(c, role)
      const address = known ?? (await cookie.give(c, role))
      if (!known) await demo.enter(role, address)
      found.set(role, address)
    }
    return found
  }

  return new Hono()
    .get('/', async (c) => {
      const addresses = await phones(c)
      const handsets = await Promise.all(
        [...addresses].map(async ([role, address]): Promise<Handset> => {
          const lines = await webchat.history(address, { limit: LINES })
          return { role, lines, traces: await stage.traces(address, 1) }
        }),
      )
      const cursors = handsets.map(({ lines }) => lines.at(-1)?.key ?? `${Date.now()}.0.0`)
      framesOurs(c)
      return page(
        c,
        Demo({
          view,
          people: demo.people,
          handsets,
          time: await stage.time(),
          stream: `/demo/aliran?${new URLSearchParams({ sejak: cursors.join('_') })}`,
          text: (c.req.query('teks') ?? '').slice(0, 200),
        }),
      )
    })

    .get('/demo/aliran', async (c) => {
      const addresses = await Promise.all(ROLES.map((role) => cookie.read(c, role)))
      const end = streams.begin(addresses.join())
      if (!end) return c.text(view.t('web:problem.manyText'), 429)
      const cursors = (c.req.header('last-event-id') || c.req.query('sejak') || '').split('_')
      const readers = ROLES.map((role, index) => {
        const address = addresses[index]
        const from = cursors[index] || `${Date.now()}.0.0`
        cursors[index] = from
        return address ? { role, index, reader: createReader(webchat, address, from) } : null
      })
      let shown = ''
      return events(c, {
        ...deps,
        end,
        listen: (nudge) => {
          const stops = addresses.flatMap((one) => (one ? [webchat.listen(one, nudge)] : []))
          stops.push(deps.changes.listen(nudge))
          return () => {
            for (const stop of stops) stop()
          }
        },
        work: async (stream) => {
          for (const one of readers) {
            await one?.reader.read((line) => {
              cursors[one.index] = line.key
              const data = {
                phone: one.role,
                key: line.key,
                ...lineEvent(line, view, `/obrolan?hp=${one.role}`),
              }
              return stream.writeSSE({ id: cursors.join('_'), data: JSON.stringify(data) })
            })
          }
          // For the venue screen in its frame: it looks for itself.
          await stream.writeSSE({ event: 'kabar', data: '' })
          const time = await stage.time()
          // Seconds that pass by themselves the page counts itself; what it cannot know is told.
          const told = JSON.stringify([
            time.epoch,
            time.next,
            Math.round((time.now.getTime() - Date.now()) / 2_000),
          ])
          if (told === shown) return
          shown = told
          const data = { epoch: time.epoch, html: String(TimeNow({ view, time })) }
          await stream.writeSSE({ event: 'waktu', data: JSON.stringify(data) })
        },
      })
    })

    .post('/demo/waktu', async (c) => {
      const form = await c.req.parseBody()
      const step = form.langkah
      const times = Math.min(MOST_MINUTES, Math.max(1, Math.floor(Number(form.kali ?? 1)) || 1))
      if (step === 'reset') await stage.reset()
      else if (step === 'minute' || step === 'hour' || step === 'next') await stage.forward(step, times)
      else return c.text(view.t('web:say.invalid'), 400)
      const { now, next, epoch } = await stage.time()
      if (!(c.req.header('accept') ?? '').includes('application/json')) return c.redirect('/', 303)
      const event = next && { at: next.at.getTime(), what: next.what }
      return c.json({ now: now.getTime(), epoch, next: event })
    })

    .get('/demo/waktu', async (c) => {
      const { now, next, epoch } = await stage.time()
      return c.json({ now: now.getTime(), epoch, next: next && { at: next.at.getTime(), what: next.what } })
    })

    .get('/demo/jejak', async (c) => {
      const slot: Slot = slotOf(c.req.query('hp'))
      const address = slot && (await cookie.read(c, slot))
      if (!address) return c.json({ lines: {}, html: '' })
      const traces = await stage.traces(address, TRACES)
      const lines = Object.fromEntries(
        traces.map((trace) => [trace.line, storyOf(trace, view.english, view.city.zone)]),
      )
      return c.json({ lines, html: String(Stored({ view, trace: traces[0] })) })
    })
}
