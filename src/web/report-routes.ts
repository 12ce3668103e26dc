import { Hono } from 'hono'
import { readDraft } from '../features/announcements/draft-link.ts'
import { announcementReport, unreachedReport } from '../features/announcements/report.ts'
import { officeReport, reportFile, reportScope } from '../features/figures/office-report.ts'
import { type ReportLink, readReportPayload } from '../features/figures/report-link.ts'
import { inspectionFile } from '../features/inspections/inspection-file.ts'
import { readInspectionPayload } from '../features/inspections/inspection-link.ts'
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
 * a workbook or a PDF; a unit's recap; somebody's own data; what an inspector found. The link is made in chat for who may
 * see it.
 */
export function reportRoutes({ db, city, clock, secret, t, ways, view }: Given) {
  const ofGoods = async (wish: ReportLink): Promise<File | null> => {
    const scope = await reportScope(db.prisma, wish, city)
    return scope && reportFile(await officeReport(db.prisma, scope, t, clock.now()), wish.f, t)
  }
  /** The first kind of link that it is. */
  const fileOf = async (payload: string): Promise<File | null> => {
    const now = clock.now()
    const about = { city, t, now }
    const copy = readCopyPayload(payload, now)
    if (copy) return copyFile(db.prisma, copy, about)
    const inspection = readInspectionPayload(payload, now)
    if (inspection) return inspectionFile(db.prisma, inspection, { ...about, secret })
    const recap = readRecapPayload(payload, now)
    if (recap) return recapFile(db.prisma, recap, about)
    const goods = readReportPayload(payload)
    if (goods) return ofGoods(goods)
    const draft = readDraft(payload)
    if (draft) return unreachedReport(db, draft.of, ways(), { day: draft.day, now }, t)
    return announcementReport(db, payload, t)
  }
  return new Hono().get('/laporan/:token', async (c) => {
    const payload = secret.readToken('laporan', c.req.param('token'), new Date())
    const report = payload === null ? null : await fileOf(payload)
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
