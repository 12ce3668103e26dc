import { shortArea } from '../features/figures/chart.ts'
import type { Measure, PublicFigures, PublicMonth } from '../features/figures/discreet.ts'
import { shareOf } from '../features/figures/figures.ts'
import { shownMonth } from '../features/figures/months.ts'
import type { Campaign } from '../features/goods/campaigns.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

type Props = {
  view: View
  campaign: Campaign
  figures: PublicFigures
  at: Date
  path: string
  telegram: string | undefined
  whatsapp: string | undefined
  webchat: boolean
  publicUrl: string | null
}

const MEASURES = ['promised', 'received', 'broken', 'handed', 'recipients'] as const

/** `/telur`: what a campaign has come to, for everybody. No script, no picture, nothing of anybody. */
export function ProgressPage(props: Props) {
  const { view, campaign, figures, at, path, publicUrl } = props
  const { t } = view
  const { target, unit } = campaign
  const { received } = figures.now.total
  const share = shareOf(received, target)
  const month = shownMonth(figures.month)
  const said = t(`progress:page.${target === null ? 'saidFree' : 'said'}`, {
    ...{ at: month, received, target, unit, share },
  })
  return (
    <Layout
      view={view}
      title={t('progress:page.title', { name: campaign.name, city: view.city.name })}
      style="progress.css"
      share={{ text: said, url: (publicUrl ?? '') + path, picture: `${publicUrl ?? ''}${path}.png` }}
    >
      <article class="progress">
        <p class="fine">{view.city.officialName}</p>
        <h1>{campaign.name}</h1>
        <p class="lead">{t('progress:page.lead', { goods: campaign.goods })}</p>

        <section class="month">
          <h2>{t('progress:month', { at: month })}</h2>
          <p class="big">
            <b>{t('progress:number', { n: received })}</b>{' '}
            {target === null
              ? t('progress:picture.unit', { unit })
              : t('progress:picture.of', { target, unit })}
          </p>
          {share === null ? null : (
            <svg class="meter" viewBox="0 0 100 5" preserveAspectRatio="none" role="img" aria-label={said}>
              <rect width={Math.min(100, share)} height="5" />
            </svg>
          )}
          {share === null ? null : <p>{t('progress:page.share', { share })}</p>}
          <p class="fine">{t('progress:asOf', { at })}</p>
        </section>

        <h2>{t('progress:page.figures')}</h2>
        <dl class="facts">
          {MEASURES.map((name) => (
            <Fact view={view} name={name} value={figures.now.total[name]} unit={unit} />
          ))}
          <Fact view={view} name="stock" value={figures.stock} unit={unit} />
        </dl>

        <Areas view={view} month={figures.now} />
        <Year view={view} months={figures.months} target={target} />
        <Give {...props} />
        <Open {...props} />
      </article>
    </Layout>
  )
}

function Fact(props: { view: View; name: Measure | 'stock'; value: number; unit: string }) {
  const { view, name, value, unit } = props
  const { t } = view
  const of = name === 'recipients' ? t('progress:page.people') : unit
  return (
    <div>
      <dt>{t(`progress:name.${name}`)}</dt>
      <dd>
        <b>{t('progress:number', { n: value })}</b> {of}
      </dd>
      <dd class="fine">{t(`progress:meaning.${name}`)}</dd>
    </div>
  )
}

function Areas({ view, month }: { view: View; month: PublicMonth }) {
  const { t } = view
  if (month.areas.length === 0) return null
  const some = month.areas.some((one) => MEASURES.some((name) => one[name] === null))
  return (
    <>
      <h2>{t('progress:page.areas')}</h2>
      <table class="figures">
        <Head view={view} first={t('progress:csv.area')} />
        <tbody>
          {month.areas.map((one) => (
            <Row view={view} name={shortArea(one.area, t)} of={one} />
          ))}
        </tbody>
        <tfoot>
          <Row view={view} name={t('progress:page.whole')} of={month.total} />
        </tfoot>
      </table>
      <p class="fine">{t('progress:meaning.area')}</p>
      {some ? (
        <p class="fine">
          {t('progress:page.few')} {t('progress:meaning.few')}
        </p>
      ) : null}
    </>
  )
}

/** The newest first: on a phone that is what one sees. */
function Year({ view, months, target }: { view: View; months: PublicMonth[]; target: number | null }) {
  const { t } = view
  const first = months.findIndex(({ total }) => MEASURES.some((name) => total[name] > 0))
  const known = first < 0 ? months.slice(-1) : months.slice(first)
  return (
    <>
      <h2>{t('progress:page.year')}</h2>
      <table class="figures">
        <Head view={view} first={t('progress:csv.month')} />
        <tbody>
          {[...known].reverse().map(({ month, total }) => (
            <Row
              view={view}
              name={t('progress:month', { at: shownMonth(month) })}
              of={total}
              share={shareOf(total.received, target)}
            />
          ))}
        </tbody>
      </table>
      <p class="fine">{t('progress:meaning.correction')}</p>
    </>
  )
}

function Head({ view, first }: { view: View; first: string }) {
  const { t } = view
  return (
    <thead>
      <tr>
        <th scope="col">{first}</th>
        {MEASURES.map((name) => (
          <th scope="col">{t(`progress:page.short.${name}`)}</th>
        ))}
      </tr>
    </thead>
  )
}

function Row(props: { view: View; name: string; of: Record<Measure, number | null>; share?: number | null }) {
  const { view, name, of, share } = props
  const { t } = view
  return (
    <tr>
      <th scope="row">
        {name}
        {share === null || share === undefined ? null : (
          <svg viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
            <rect width={Math.min(100, share)} height="3" />
          </svg>
        )}
      </th>
      {MEASURES.map((measure) => {
        const value = of[measure]
        return (
          <td>
            {value === null ? (
              <>
                <span aria-hidden="true">∗</span>
                <span class="hidden">{t('progress:page.hidden')}</span>
              </>
            ) : (
              t('progress:number', { n: value })
            )}
          </td>
        )
      })}
    </tr>
  )
}

/** How to give: in a messenger, with the first words typed. */
function Give({ view, campaign, telegram, whatsapp, webchat }: Props) {
  const { t } = view
  const { goods, unit, suggested } = campaign
  const words = t('progress:page.words', { n: suggested, goods, unit })
  return (
    <>
      <h2>{t('progress:page.give')}</h2>
      <p>{t('progress:page.giveText', { words })}</p>
      <p class="ways">
        {webchat && !whatsapp && !telegram ? (
          <a class="button" href={`/obrolan?${new URLSearchParams({ teks: words })}`}>
            {t('progress:page.webchat')}
          </a>
        ) : null}
        {whatsapp ? (
          <a class="button" href={`https://wa.me/${whatsapp.slice(1)}?text=${encodeURIComponent(words)}`}>
            {t('progress:page.whatsapp')}
          </a>
        ) : null}
        {telegram ? (
          <a class="button" href={`https://t.me/${telegram}?text=${encodeURIComponent(words)}`}>
            {t('progress:page.telegram')}
          </a>
        ) : null}
      </p>
    </>
  )
}

function Open({ view, campaign, figures, path }: Props) {
  const { t, city } = view
  const { unit } = campaign
  const { received, broken, handed } = figures.ever
  return (
    <>
      <h2>{t('progress:page.ever')}</h2>
      <p>
        {t('progress:page.everText', {
          at: shownMonth(campaign.firstDay.slice(0, 7)),
          received,
          broken,
          handed,
          unit,
        })}
      </p>
      <h2>{t('progress:page.open')}</h2>
      <p>{t('progress:licence.text', { city: city.officialName })}</p>
      <ul class="files">
        {(['json', 'csv', 'png'] as const).map((end) => (
          <li>
            <a href={`${path}.${end}`}>{t(`progress:page.files.${end}`)}</a>
          </li>
        ))}
      </ul>
      {campaign.press ? (
        <>
          <h2>{t('progress:page.press')}</h2>
          <p>{campaign.press}</p>
        </>
      ) : null}
    </>
  )
}
