import { type Context, Hono } from 'hono'
import { askPairing, type OurNumber, ourNumbers } from '../features/numbers/numbers.ts'
import { parsePhone } from '../features/people/phone.ts'
import { transaction } from '../lib/db.ts'
import type { WebDeps } from './deps.ts'
import { NumberState, Numbers } from './numbers.tsx'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

type Given = Pick<WebDeps, 'db' | 'secret'> & { view: View }

/**
 * `/whatsapp/<signed link>`: how one of our numbers is, and how to link it. The link is made for an admin in chat and
 * ends after half an hour. Looking changes nothing; a press begins.
 */
export function numberRoutes({ db, secret, view }: Given) {
  async function numberOf(c: Context): Promise<OurNumber | null> {
    const id = Number(secret.readToken('whatsapp', c.req.param('token') ?? '', new Date()))
    const numbers = id ? await ourNumbers(db.prisma) : []
    return numbers.find((one) => one.id === id) ?? null
  }
  const gone = (c: Context) =>
    page(c, Notice({ view, title: view.t('web:numbers.goneTitle'), text: view.t('web:numbers.gone') }), 403)
  const pathOf = (c: Context) => `/whatsapp/${c.req.param('token')}`

  return new Hono()
    .use('/whatsapp/*', async (c, next) => {
      await next()
      // The address opens a door: it is told to nobody.
      c.res.headers.set('referrer-policy', 'same-origin')
    })
    .get('/whatsapp/:token', async (c) => {
      const number = await numberOf(c)
      const odd = c.req.query('nomor') === 'keliru'
      return number ? page(c, Numbers({ view, number, path: pathOf(c), odd })) : gone(c)
    })
    .get('/whatsapp/:token/keadaan', async (c) => {
      const number = await numberOf(c)
      return number ? c.html(String(NumberState({ view, number }))) : c.text('', 403)
    })
    .post('/whatsapp/:token', async (c) => {
      const number = await numberOf(c)
      if (!number) return gone(c)
      const { hp } = await c.req.parseBody()
      const typed = typeof hp === 'string' ? hp.trim() : ''
      const phone = typed ? parsePhone(typed) : null
      if (typed && !phone) return c.redirect(`${pathOf(c)}?nomor=keliru`, 303)
      await transaction(db, (tx) => askPairing(tx, { id: number.id, phone, addressId: null }))
      return c.redirect(pathOf(c), 303)
    })
}
