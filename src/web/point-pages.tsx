import { shownDay } from '../features/agenda/day.ts'
import type { QrCard } from '../features/pledges/qr-card.ts'
import { qrPath } from '../features/pledges/qr-card.ts'
import type { Sheet } from '../features/points/sheet.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** So many rows fill a page of A4, beside what is printed above and below them. */
const ROWS = 22

/** `/qr/<signed link>`: what a giver shows at the point, where the messenger sends no pictures. */
export function QrPage({ view, card }: { view: View; card: QrCard }) {
  const { t } = view
  const { size, path } = qrPath(card.opens)
  return (
    <Layout view={view} title={t('progress:qr.title', { code: card.code })} style="sheet.css">
      <article class="card-qr">
        <svg
          viewBox={`-4 -4 ${size + 8} ${size + 8}`}
          role="img"
          aria-label={t('progress:qr.alt', { code: card.code })}
        >
          <rect x="-4" y="-4" width={size + 8} height={size + 8} />
          <path d={path} shape-rendering="crispEdges" />
        </svg>
        <h1>{card.code}</h1>
        <p>
          <b>{t('progress:qr.goods', { amount: card.amount, unit: card.unit, goods: card.goods })}</b>
        </p>
        <p>{card.point ?? t('progress:qr.anyPoint')}</p>
        {card.day === null ? null : <p>{t('progress:qr.day', { day: shownDay(card.day) })}</p>}
        <p class="fine">{t('progress:qr.hint')}</p>
      </article>
    </Layout>
  )
}

/** `/lembar/<signed link>`: the paper of a point, one page for each campaign; to be printed. */
export function SheetPage({ view, sheets, at }: { view: View; sheets: Sheet[]; at: Date }) {
  const { t } = view
  const [first] = sheets
  return (
    <Layout
      view={view}
      title={t('progress:sheet.title', { point: first?.point.name ?? '' })}
      style="sheet.css"
      kind="paper"
    >
      <main class="paper">
        {sheets.length === 0 ? <p>{t('progress:sheet.empty')}</p> : null}
        {sheets.map((sheet) => (
          <Paper view={view} sheet={sheet} at={at} />
        ))}
      </main>
    </Layout>
  )
}

function Paper({ view, sheet, at }: { view: View; sheet: Sheet; at: Date }) {
  const { t, city } = view
  const { point, campaign, expected, more } = sheet
  const { unit } = campaign
  // Whoever comes without a pledge needs room too.
  const empty = Math.max(8, ROWS - expected.length)
  return (
    <section>
      <header>
        <div>
          <h1>{point.name}</h1>
          <p>
            {t('progress:sheet.head', { goods: campaign.goods })} · {campaign.name} · {city.name}
          </p>
        </div>
        <p class="blank">
          {t('progress:sheet.date')} <i />
        </p>
        <p class="blank">
          {t('progress:sheet.petugas')} <i />
        </p>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">
              <span class="hidden">№</span>
            </th>
            {(['who', 'amount', 'broken', 'note'] as const).map((name) => (
              <th scope="col" class={name}>
                {t(`progress:sheet.columns.${name}`, { unit })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {expected.map(({ code, amount, day }, n) => (
            <tr>
              <td>{n + 1}</td>
              <td class="pledge">{code}</td>
              <td />
              <td />
              <td class="due">
                {day === null
                  ? t('progress:sheet.dueWhenever', { amount })
                  : t('progress:sheet.due', { amount, day: shownDay(day) })}
              </td>
            </tr>
          ))}
          {Array.from({ length: empty }, (_, n) => (
            <tr>
              <td>{expected.length + n + 1}</td>
              <td />
              <td />
              <td />
              <td />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td />
            <th scope="row">{t('progress:sheet.total')}</th>
            <td />
            <td />
            <td>{more > 0 ? t('progress:sheet.more', { count: more }) : null}</td>
          </tr>
        </tfoot>
      </table>
      <footer>
        <p>
          {t('progress:sheet.how')} {t('progress:sheet.exampleHead')}:
        </p>
        <p class="examples">
          {(['exampleCode', 'exampleName', 'exampleTotal'] as const).map((name) => (
            <code>{t(`progress:sheet.${name}`)}</code>
          ))}
        </p>
        <p>{t('progress:sheet.rules')}</p>
        <p>{t('progress:sheet.printed', { at })}</p>
      </footer>
    </section>
  )
}
