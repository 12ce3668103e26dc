import { Hono } from 'hono'
import { dayOf } from '../features/agenda/day.ts'
import { qrCardOf } from '../features/pledges/qr.ts'
import { sheetsOf } from '../features/points/sheet.ts'
import { messageLink } from '../lib/chat-links.ts'
import type { WebDeps } from './deps.ts'
import { QrPage, SheetPage } from './point-pages.tsx'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

type Given = Pick<WebDeps, 'config' | 'db' | 'clock' | 'city' | 'secret' | 'botLinks'> & { view: View }

/** `/qr/…` and `/lembar/…`: pages behind links that were made in chat for whoever may see them. */
export function pointRoutes({ config, db, clock, city, secret, botLinks, view }: Given) {
  const { t } = view
  return new Hono()
    .get('/qr/:token', async (c) => {
      const code = secret.readToken('qr', c.req.param('token'), new Date())
      const origin = config.web.publicUrl ?? new URL(c.req.url).origin
      const card = code && (await qrCardOf(db.prisma, code, (line) => messageLink(line, botLinks, origin)))
      c.header('referrer-policy', 'no-referrer')
      return card
        ? page(c, QrPage({ view, card }))
        : page(c, Notice({ view, title: t('progress:qr.goneTitle'), text: t('progress:qr.gone') }), 403)
    })
    .get('/lembar/:token', async (c) => {
      const payload = secret.readToken('lembar', c.req.param('token'), new Date())
      c.header('referrer-policy', 'no-referrer')
      if (!payload)
        return page(
          c,
          Notice({ view, title: t('progress:sheet.goneTitle'), text: t('progress:sheet.gone') }),
          403,
        )
      const now = clock.now()
      const sheets = await sheetsOf(db.prisma, Number(payload), dayOf(now, city.zone))
      return page(c, SheetPage({ view, sheets, at: now }))
    })
}
