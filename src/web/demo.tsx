import type { Child } from 'hono/jsx'
import { asset } from './assets.ts'
import { Caption } from './caption.tsx'
import type { ChatLine, DemoDoor, DemoRole, DemoTime, Trace } from './deps.ts'
import { Layout } from './layout.tsx'
import { Phone } from './phone.tsx'
import { tourOf } from './tour.ts'
import { Stored } from './trace.tsx'
import type { View } from './view.ts'

export const ROLES = ['pegawai', 'koordinator', 'warga', 'tamu'] as const

export type Handset = { role: DemoRole; lines: ChatLine[]; traces: Trace[] }

/** The demo's one page: three phones and a stranger's, the venue screen, the clock and the tour. */
export function Demo(props: {
  view: View
  people: DemoDoor['people']
  handsets: Handset[]
  time: DemoTime
  stream: string
  /** A text that the employee's phone shall hold, from a scanned QR. */
  text: string
}) {
  const { view, time } = props
  const { t, english, city } = view
  const tour = tourOf(view)
  return (
    <Layout
      view={view}
      title={t('web:demo.title', { city: city.name })}
      kind="demo"
      style="demo.css"
      script="demo.js"
    >
      <header class="demo-top">
        <a class="brand" href="/">
          <img src={asset('icon.svg')} alt="" width="40" height="40" />
          <span>
            <b>{t('web:name')}</b>
            <small>{t('web:tagline', { city: city.name })}</small>
          </span>
        </a>
        <div class="demo-lead">
          <h1>{t('web:demo.headline')}</h1>
          <p class="fine">{t('web:demo.intro')}</p>
          <p class="fine gloss" lang="en">
            {english('web:demo.headline')} {english('web:demo.intro')}
          </p>
        </div>
        <label class="switch">
          <input type="checkbox" id="captions" checked />
          <span>
            {t('web:demo.captions')}
            <small lang="en">{english('web:demo.captions')}</small>
          </span>
        </label>
      </header>
      <nav class="tabs" aria-label={t('web:demo.tabs')}>
        {(['layar', ...ROLES] as const).map((tab) => (
          <button type="button" data-tab={tab} aria-pressed={tab === 'layar' ? 'true' : 'false'}>
            {t(`web:demo.tab.${tab}`)}
            <Caption view={view} of={`web:demo.tab.${tab}`} />
          </button>
        ))}
      </nav>
      <main
        id="stage"
        class="stage"
        data-show="layar"
        data-third="warga"
        data-stream={props.stream}
        data-zone={city.zone}
        data-zone-label={city.zoneLabel}
        data-epoch={time.epoch}
        data-tour={JSON.stringify(tour)}
        data-say-failed={t('web:demo.failed')}
        data-say-offline={t('web:demo.offline')}
        data-say-lost={t('web:tour.lost')}
        data-say-lost-gloss={english('web:tour.lost')}
        data-say-code={t('web:tour.code')}
        data-say-code-gloss={english('web:tour.code')}
        data-say-done={t('web:tour.done')}
        data-say-done-gloss={english('web:tour.done')}
        data-say-step={t('web:tour.step', { n: '%n', all: '%all' })}
      >
        <div class="side" data-panel="layar">
          <Tour view={view} steps={tour} />
          <ClockPanel view={view} time={time} />
          <figure class="venue">
            <figcaption>
              <span>
                {t('web:demo.venue')}
                <Caption view={view} of="web:demo.venue" />
              </span>
              <a href="/layar" target="_blank" rel="noopener">
                {t('web:demo.venueNote')}
                <Caption view={view} of="web:demo.venueNote" />
              </a>
            </figcaption>
            <iframe id="venue" data-src="/layar" title={t('web:demo.venue')} />
          </figure>
        </div>
        {props.handsets.map((handset) => (
          <Frame view={view} handset={handset} people={props.people} text={props.text} />
        ))}
      </main>
      <p id="net" class="demo-net" role="status" />
    </Layout>
  )
}

/** Drawn at its first step, as almost everybody finds it: a page that fills itself later would jump. */
function Tour({ view, steps }: { view: View; steps: ReturnType<typeof tourOf> }) {
  const { t } = view
  const first = steps[0]
  return (
    <section class="panel tour" aria-labelledby="tur">
      <header>
        <h2 id="tur">
          {t('web:tour.title')}
          <Caption view={view} of="web:tour.title" />
        </h2>
        <p id="tour-step" class="fine">
          {t('web:tour.step', { n: 1, all: steps.length })}
        </p>
      </header>
      <p id="tour-text" aria-live="polite">
        {first?.text}
      </p>
      <p id="tour-gloss" class="gloss" lang="en">
        {first?.gloss}
      </p>
      <p class="tour-buttons">
        <button id="tour-go" class="button" type="button" disabled>
          {t('web:tour.go')}
          <Caption view={view} of="web:tour.go" />
        </button>
        <button id="tour-skip" type="button" hidden>
          {t('web:tour.skip')}
          <Caption view={view} of="web:tour.skip" />
        </button>
      </p>
    </section>
  )
}

function ClockPanel({ view, time }: { view: View; time: DemoTime }) {
  const { t } = view
  const button = (value: string, key: string): Child => (
    <button type="submit" name="langkah" value={value}>
      {t(`web:demo.${key}`)}
      <Caption view={view} of={`web:demo.${key}`} />
    </button>
  )
  return (
    <section class="panel" aria-labelledby="jam">
      <h2 id="jam" class="hidden">
        {t('web:demo.clock')}
      </h2>
      <div id="time">
        <TimeNow view={view} time={time} />
      </div>
      <form id="clock" class="steps" method="post" action="/demo/waktu">
        {button('minute', 'minute')}
        {button('hour', 'hour')}
        {button('next', 'toNext')}
        <button type="submit" name="langkah" value="reset" data-sure={t('web:demo.resetSure')}>
          <span>{t('web:demo.reset')}</span>
          <Caption view={view} of="web:demo.reset" />
        </button>
      </form>
    </section>
  )
}

/** Drawn anew whenever the clock was moved or something came to pass. */
export function TimeNow({ view, time }: { view: View; time: DemoTime }) {
  const { t, english } = view
  const { next } = time
  const words = (say: View['t']) =>
    next ? say(`web:demo.next.${next.what}`, { at: next.at, title: next.title }) : say('web:demo.nothing')
  return (
    <>
      <p class="now">
        <time data-now={time.now.getTime()}>{t('web:chat.time', { at: time.now })}</time>
        <span>
          {t('web:demo.day', { at: time.now })}
          {time.moved ? ` · ${t('web:demo.moved')}` : ''}
        </span>
      </p>
      <p class="fine">{words(t)}</p>
      <p class="fine gloss" lang="en">
        {words(english)}
      </p>
    </>
  )
}

function Frame(props: { view: View; handset: Handset; people: DemoDoor['people']; text: string }) {
  const { view, handset } = props
  const { t } = view
  const { role } = handset
  const person = props.people.find((one) => one.role === role)
  const who = t(`web:demo.tab.${role}`)
  return (
    <section class="handset" data-panel={role} aria-label={t('web:demo.phone', { who })}>
      <header>
        <h2>
          {who}
          <Caption view={view} of={`web:demo.tab.${role}`} />
        </h2>
        <p>
          {person ? `${person.name}, ${person.about}` : t('web:demo.stranger')}
          {person ? null : <Caption view={view} of="web:demo.stranger" />}
        </p>
        {role === 'tamu' ? (
          <form method="post" action="/masuk">
            <input type="hidden" name="ke" value="/" />
            <button type="submit" name="peran" value="tamu">
              {t('web:demo.again')}
              <Caption view={view} of="web:demo.again" />
            </button>
            <button type="button" data-third="warga">
              {t('web:demo.toResident')}
              <Caption view={view} of="web:demo.toResident" />
            </button>
          </form>
        ) : role === 'warga' ? (
          <button type="button" data-third="tamu">
            {t('web:demo.toStranger')}
            <Caption view={view} of="web:demo.toStranger" />
          </button>
        ) : null}
      </header>
      <Phone
        view={view}
        name={role}
        lines={handset.lines}
        older={null}
        newest={null}
        action={`/obrolan?hp=${role}`}
        stream={null}
        text={role === 'pegawai' ? props.text : ''}
      />
      <details class="stored">
        <summary>
          {t('web:demo.stored')}
          <Caption view={view} of="web:demo.stored" />
        </summary>
        <div class="rows" tabindex={0}>
          <Stored view={view} trace={handset.traces[0]} />
        </div>
      </details>
    </section>
  )
}
