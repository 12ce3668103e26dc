import type { PropsWithChildren } from 'hono/jsx'
import type { ScreenState } from '../features/check-in/screens.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** `/layar`: asks for a new screen. A GET opens nothing, so static/screen.js presses the button by itself. */
export function ScreenDoor({ view }: { view: View }) {
  const { t } = view
  return (
    <Layout view={view} title={t('web:screen.title')} kind="screen" script="screen.js">
      <main class="venue-note">
        <h1>{t('web:screen.openTitle')}</h1>
        <p>{t('web:screen.openText')}</p>
        <form id="open" method="post" action="/layar">
          <button class="button" type="submit">
            {t('web:screen.open')}
          </button>
        </form>
        <p id="net" class="net" role="status" data-failed={t('web:problem.brokenText')} />
      </main>
    </Layout>
  )
}

/** `/layar/<id>` while it waits for a coordinator or shows codes. */
export function Screen(props: {
  view: View
  state: Extract<ScreenState, { state: 'waiting' | 'showing' }>
  url: string
  news: string
}) {
  const { view, state } = props
  const { t } = view
  return (
    <Layout view={view} title={t('web:screen.title')} kind="screen" script="screen.js">
      <main
        id="screen"
        data-url={props.url}
        data-news={props.news}
        data-phase={state.state === 'waiting' ? 'waiting' : 'loading'}
        data-until={state.state === 'waiting' ? state.expiresAt.getTime() : undefined}
        data-zone={view.city.zone}
        data-zone-label={view.city.zoneLabel}
        data-say-offline={t('web:screen.offline')}
        data-say-seconds={t('web:screen.seconds')}
      >
        {state.state === 'waiting' ? (
          <Waiting view={view} state={state} />
        ) : (
          <Showing view={view} state={state} />
        )}
        <p id="net" class="net" role="status" />
        <noscript>
          <p class="net">{t('web:screen.needsScript')}</p>
        </noscript>
      </main>
    </Layout>
  )
}

function Waiting({ view, state }: { view: View; state: Extract<ScreenState, { state: 'waiting' }> }) {
  const { t } = view
  return (
    <section class="venue-wait">
      <h1>{t('web:screen.waitLead')}</h1>
      <p class="digits">{t('web:screen.waitCommand', { digits: state.digits })}</p>
      <p>{t('web:screen.waitNote', { time: state.expiresAt })}</p>
    </section>
  )
}

function Showing({ view, state }: { view: View; state: Extract<ScreenState, { state: 'showing' }> }) {
  const { t } = view
  const { title, place, opensAt, onTimeUntil, closesAt } = state.session
  return (
    <>
      <header class="venue-top">
        <h1>{title}</h1>
        <p>{place}</p>
      </header>
      <section class="venue-code" data-when="open">
        <h2>{t('web:screen.codeLead')}</h2>
        <p id="code" class="code" />
        <p class="bar" aria-hidden="true">
          <i id="bar" />
        </p>
        <p id="seconds" class="hidden" />
      </section>
      <Words when="before" title={t('web:screen.beforeTitle')}>
        {t('web:screen.beforeText', { time: opensAt })}
      </Words>
      <Words when="over" title={t('web:screen.overTitle')}>
        {t('web:screen.overText', { time: closesAt })}
      </Words>
      <Words when="out" title={t('web:screen.runOutTitle')}>
        {t('web:screen.runOutText')}
      </Words>
      <footer class="venue-foot">
        <p class="count">
          <b id="count">{state.count.toLocaleString('id-ID')}</b> {t('web:screen.count')}
        </p>
        <p class="window">
          <b>{t('web:screen.window', { time: closesAt })}</b>
          {onTimeUntil < closesAt ? <span>{t('web:screen.onTime', { time: onTimeUntil })}</span> : null}
        </p>
        <figure class="qr" data-when="open">
          <svg id="qr" role="img" aria-label={t('web:screen.qr')} shape-rendering="crispEdges">
            <path fill="#000" />
          </svg>
          <figcaption>{t('web:screen.qrNote')}</figcaption>
        </figure>
      </footer>
    </>
  )
}

function Words(props: PropsWithChildren<{ when: string; title: string }>) {
  return (
    <section class="venue-words" data-when={props.when}>
      <h2>{props.title}</h2>
      <p>{props.children}</p>
    </section>
  )
}

export type UrgentState = { state: 'urgent'; text: string }

/** An emergency in large letters; the page goes on asking, and shows the code again when it is over. */
export function ScreenUrgent(props: { view: View; state: UrgentState; url: string; news: string }) {
  const { view, state, url, news } = props
  const { t } = view
  return (
    <Layout view={view} title={t('web:screen.urgentTitle')} kind="screen" script="screen.js">
      <main
        id="screen"
        class="venue urgent"
        data-url={url}
        data-news={news}
        data-phase="urgent"
        data-zone={view.city.zone}
        data-zone-label={view.city.zoneLabel}
      >
        <section class="venue-wait" role="alert">
          <h1>{t('web:screen.urgentTitle')}</h1>
          <p class="urgent-text">{state.text}</p>
        </section>
        <p id="net" class="net" role="status" />
      </main>
    </Layout>
  )
}

/** The screen is closed, somebody else's, or there are too many: says so, and offers a new one. */
export function ScreenNotice({ view, name }: { view: View; name: 'closed' | 'foreign' | 'busy' }) {
  const { t } = view
  return (
    <Layout view={view} title={t(`web:screen.${name}Title`)} kind="screen">
      <main class="venue-note">
        <h1>{t(`web:screen.${name}Title`)}</h1>
        <p>{t(`web:screen.${name}Text`)}</p>
        <p>
          <a class="button" href="/layar">
            {t('web:screen.again')}
          </a>
        </p>
      </main>
    </Layout>
  )
}
