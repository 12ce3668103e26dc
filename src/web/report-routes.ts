import { Hono } from 'hono'
import { readDraft } from '../features/announcements/draft-link.ts'
import { announcementReport, unreachedReport } from '../features/announcements/report.ts'
import type { WebDeps } from './deps.ts'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

type Given = Pick<WebDeps, 'db' | 'clock' | 'secret' | 't' | 'ways'> & { view: View }

/** `/laporan/<signed link>`: whom an announcement reached, or a draft would not, as a workbook. The link is made in chat for who may see it. */
export function reportRoutes({ db, clock, secret, t, ways, view }: Given) {
  return new Hono().get('/laporan/:token', async (c) => {
    const payload = secret.readToken('laporan', c.req.param('token'), new Date())
    const draft = payload ? readDraft(payload) : null
    const report = draft
      ? await unreachedReport(db, draft.of, ways(), { day: draft.day, now: clock.now() }, t)
      : payload
        ? await announcementReport(db, payload, t)
        : null
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
