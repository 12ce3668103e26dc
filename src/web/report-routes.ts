import { Hono } from 'hono'
import { readDraft } from '../features/announcements/draft-link.ts'
import { announcementReport, unreachedReport } from '../features/announcements/report.ts'
import { officeReport, reportFile, reportScope } from '../features/figures/office-report.ts'
import { type ReportLink, readReportPayload } from '../features/figures/report-link.ts'
import { recapFile } from '../features/recap/files.ts'
import { readRecapPayload } from '../features/recap/recap-link.ts'
import { copyFile, readCopyPayload } from '../features/rights/copy-file.ts'
import type { WebDeps } from './deps.ts'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

type Given = Pick<WebDeps, 'db' | 'city' | 'clock' | 'secret' | 't' | 'ways'> & { view: View }
type File = { name: string; bytes: Buffer; type?: string }

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/**
 * `/laporan/<signed link>`: whom an announcement reached, or a draft would not, as a workbook; what happened to goods, as
 * a workbook or a PDF; a unit's recap; somebody's own data. The link is made in chat for who may see it.
 */
export function reportRoutes({ db, city, clock, secret, t, ways, view }: Given) {
  const ofGoods = async (wish: ReportLink): Promise<File | null> => {
    const scope = await reportScope(db.prisma, wish, city)
    return scope && reportFile(await officeReport(db.prisma, scope, t, clock.now()), wish.f, t)
  }
  return new Hono().get('/laporan/:token', async (c) => {
    const payload = secret.readToken('laporan', c.req.param('token'), new Date())
    const draft = payload ? readDraft(payload) : null
    const goods = payload ? readReportPayload(payload) : null
    const recap = payload ? readRecapPayload(payload, clock.now()) : null
    const copy = payload ? readCopyPayload(payload, clock.now()) : null
    const report: File | null = copy
      ? await copyFile(db.prisma, copy, { city, t, now: clock.now() })
      : recap
        ? await recapFile(db.prisma, recap, { city, now: clock.now(), t })
        : goods
          ? await ofGoods(goods)
          : draft
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
      'content-type': report.type ?? XLSX,
      'content-disposition': `attachment; filename="${report.name}"`,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
  })
}
