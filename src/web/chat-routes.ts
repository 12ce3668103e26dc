import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { Chat } from './chat.tsx'
import { type ChatCookie, type Slot, slotOf } from './chat-cookie.ts'
import { readSaid } from './chat-form.ts'
import { chatStream, limitStreams } from './chat-stream.ts'
import type { WebchatDoor, WebDeps } from './deps.ts'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

const LINES = 50
/** A browser without JavaScript sees the answer at once if it comes this soon. */
const ANSWER_MS = 1_500

type Given = Pick<WebDeps, 'log' | 'demo'> & {
  webchat: WebchatDoor
  cookie: ChatCookie
  view: View
  closing: AbortSignal
}

/** `/obrolan`: the chat page, its form and its stream; `/masuk` lets the demo's visitor be somebody. */
export function chatRoutes(deps: Given) {
  const { webchat, view, demo, log, cookie } = deps
  const { t } = view
  const streams = limitStreams()
  const slotIn = (c: Context): Slot => (demo ? (slotOf(c.req.query('hp')) ?? 'pegawai') : null)

  return new Hono()
    .get('/obrolan', async (c) => {
      const slot = slotIn(c)
      const text = (c.req.query('teks') ?? '').slice(0, 200)
      const address = await cookie.read(c, slot)
      // In the demo somebody has to say first whom to be.
      if (!address && demo) return c.redirect(text ? `/?${new URLSearchParams({ teks: text })}` : '/')
      const before = c.req.query('sebelum')
      const found = address
        ? await webchat.history(address, { limit: LINES + 1, ...(before ? { before } : {}) })
        : []
      const lines = found.slice(-LINES)
      if (!address) await cookie.give(c, slot)
      return page(
        c,
        Chat({
          view,
          lines,
          older: found.length > LINES ? link(slot, { sebelum: lines[0]!.key }) : null,
          newest: before ? link(slot) : null,
          who: whoIs(slot),
          action: link(slot),
          stream: link(slot, {}, '/obrolan/aliran'),
          text,
        }),
      )
    })

    .post('/obrolan', async (c) => {
      const slot = slotIn(c)
      const address = await cookie.read(c, slot)
      if (!address) return refuse(c, slot, 403, t(demo ? 'web:chat.sessionOver' : 'web:say.noCookie'))
      const form = await c.req.parseBody()
      const said = await readSaid(form, { demo, address })
      if (!said) return refuse(c, slot, 400, t('web:say.invalid'))
      const id = typeof form.id === 'string' && form.id ? form.id : randomUUID()
      // Of two buttons of one form that was shown twice, the second is not a repetition of the first.
      const pressed =
        'choice' in said ? `:${Buffer.from(said.choice).toString('base64url').slice(0, 40)}` : ''
      const from = Date.now()
      let answer: Awaited<ReturnType<WebchatDoor['say']>>
      try {
        answer = await webchat.say(address, said, `${id}${pressed}`)
      } catch (error) {
        log.warn({ err: error }, 'webchat: message not stored')
        return refuse(c, slot, 503, t('web:say.notStored'))
      }
      if (answer.result === 'stored') {
        if (wantsJson(c)) return c.json({ ok: true }, 202)
        await answered(address, from)
        return c.redirect(`${link(slot)}#akhir`, 303)
      }
      if (answer.result === 'too_fast') {
        c.header('retry-after', String(answer.waitSeconds))
        return refuse(c, slot, 429, t('web:say.tooFast', { count: answer.waitSeconds }))
      }
      const sentences = {
        too_long: [413, t('web:say.tooLong')],
        empty: [400, t('web:say.empty')],
        invalid: [400, t('web:say.invalid')],
        closed: [503, t('web:say.closed')],
      } as const
      const [status, sentence] = sentences[answer.result]
      return refuse(c, slot, status, sentence)
    })

    .get('/obrolan/aliran', async (c) => {
      const slot = slotIn(c)
      const address = await cookie.read(c, slot)
      if (!address) return c.text(t('web:chat.sessionOver'), 403)
      const end = streams.begin(address)
      if (!end) return c.text(t('web:problem.manyText'), 429)
      return chatStream(c, { ...deps, address, action: link(slot), end })
    })

    .post('/masuk', async (c) => {
      const form = await c.req.parseBody()
      const role = slotOf(form.peran)
      if (!demo || !role) return c.notFound()
      // A stranger is somebody new each time.
      const known = role === 'tamu' ? null : await cookie.read(c, role)
      const address = known ?? (await cookie.give(c, role))
      await demo.enter(role, address)
      const text = typeof form.teks === 'string' ? form.teks.slice(0, 200) : ''
      return c.redirect(form.ke === '/' ? '/' : link(role, text ? { teks: text } : {}), 303)
    })

  function whoIs(slot: Slot): string {
    if (!demo || !slot) return t('web:chat.guest')
    const person = demo.people.find(({ role }) => role === slot)
    return person ? `${t(`web:demo.tab.${slot}`)}: ${person.name}` : t(`web:demo.tab.${slot}`)
  }

  function refuse(c: Context, slot: Slot, status: 400 | 403 | 413 | 429 | 503, text: string) {
    if (wantsJson(c)) return c.json({ error: text }, status)
    const back = { href: link(slot), label: t('web:problem.messageBack') }
    return page(c, Notice({ view, title: t('web:problem.messageTitle'), text, link: back }), status)
  }

  async function answered(address: string, from: number): Promise<void> {
    const deadline = Date.now() + ANSWER_MS
    while (Date.now() < deadline && !deps.closing.aborted) {
      const last = (await webchat.history(address, { limit: 1 }))[0]
      // The database's time may differ from ours by a little.
      if (last?.by === 'bot' && Number.parseInt(last.key, 10) > from - 1_000) return
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

function link(slot: Slot, more: Record<string, string> = {}, path = '/obrolan'): string {
  const query = new URLSearchParams({ ...(slot ? { hp: slot } : {}), ...more }).toString()
  return query ? `${path}?${query}` : path
}

function wantsJson(c: Context): boolean {
  return (c.req.header('accept') ?? '').includes('application/json')
}
