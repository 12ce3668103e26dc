import { raw } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import { type AssetName, asset, importsOf, type SheetName, styleText } from './assets.ts'
import type { View } from './view.ts'

/**
 * The frame of every page.
 * `plain` has a header and a footer; `chat`, `screen` and `demo` fill the window and bring their own; `paper` is for
 * printing, black on white.
 */
export function Layout(
  props: PropsWithChildren<{
    view: View
    title: string
    kind?: 'plain' | 'chat' | 'screen' | 'demo' | 'paper'
    script?: AssetName
    style?: SheetName
    /** What a messenger shows of a link to this page; addresses are whole ones. */
    share?: { text: string; url: string; picture: string }
  }>,
) {
  const { view, kind = 'plain' } = props
  const { t } = view
  return (
    <html lang={t('web:lang')} class={view.captions ? `${kind} captioned` : kind}>
      <head>
        <meta charset="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, interactive-widget=resizes-content"
        />
        <title>{props.title}</title>
        <meta name="description" content={props.share?.text ?? t('web:tagline', { city: view.city.name })} />
        {props.share ? <Share title={props.title} {...props.share} /> : null}
        <meta
          name="color-scheme"
          content={kind === 'screen' || kind === 'paper' ? 'only light' : 'light dark'}
        />
        <link rel="icon" href={asset('icon.svg')} type="image/svg+xml" />
        <style>{raw(styleText('style.css'))}</style>
        {props.style ? <style>{raw(styleText(props.style))}</style> : null}
        {props.script ? importsOf(props.script).map((one) => <link rel="modulepreload" href={one} />) : null}
        {props.script ? <script type="module" src={asset(props.script)} /> : null}
      </head>
      <body>
        {kind === 'plain' ? (
          <>
            <a class="skip" href="#isi">
              {t('web:skip')}
            </a>
            <Header view={view} />
            <main id="isi">{props.children}</main>
            <Footer view={view} />
          </>
        ) : (
          props.children
        )}
      </body>
    </html>
  )
}

function Share(props: { title: string; text: string; url: string; picture: string }) {
  return (
    <>
      <link rel="canonical" href={props.url} />
      <meta property="og:type" content="website" />
      <meta property="og:title" content={props.title} />
      <meta property="og:description" content={props.text} />
      <meta property="og:url" content={props.url} />
      <meta property="og:image" content={props.picture} />
      <meta property="og:image:width" content="1200" />
      <meta property="og:image:height" content="630" />
      <meta name="twitter:card" content="summary_large_image" />
    </>
  )
}

function Header({ view }: { view: View }) {
  const { t } = view
  return (
    <header class="top">
      <a class="brand" href="/">
        <img src={asset('icon.svg')} alt="" width="40" height="40" />
        <span>
          <b>{t('web:name')}</b>
          <small>{t('web:tagline', { city: view.city.name })}</small>
        </span>
      </a>
      <nav>
        <a href="/layar">{t('web:nav.screen')}</a>
        <a href="/resmi">{t('web:nav.official')}</a>
      </nav>
    </header>
  )
}

function Footer({ view }: { view: View }) {
  return (
    <footer class="foot">
      <p>{view.city.controller.office}</p>
    </footer>
  )
}
