import { Hono } from 'hono'
import { announcementReport } from '../features/announcements/report.ts'
import type { WebDeps } from './deps.ts'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

/** `/laporan/<signed link>`: whom an announcement reached, as a workbook. The link is made in chat for who may see it. */
export function reportRoutes({ db, secret, t, view }: Pick<WebDeps, 'db' | 'secret' | 't'> & { view: View }) {
  return new Hono().get('/laporan/:token', async (c) => {
    const ref = secret.readToken('laporan', c.req.param('token'), new Date())
    const report = ref ? await announcementReport(db, ref, t) : null
    if (!report)
      return page(
        c,
        Notice({ view, title: view.t('web:report.goneTitle'), text: view.t('web:report.gone') }),
        403,
      )
    return c.body(new Uint8Array(report.bytes), 200, {
      'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'content-disposition': `attachment; filename="${report.name}"`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
  })
}
