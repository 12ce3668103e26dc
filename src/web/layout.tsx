import { raw } from 'hono/html'
import type { PropsWithChildren } from 'hono/jsx'
import { type AssetName, asset, importsOf, type SheetName, styleText } from './assets.ts'
import type { View } from './view.ts'

/**
 * The frame of every page.
 * `plain` has a header and a footer; `chat`, `screen` and `demo` fill the window and bring their own.
 */
export function Layout(
  props: PropsWithChildren<{
    view: View
    title: string
    kind?: 'plain' | 'chat' | 'screen' | 'demo'
    script?: AssetName
    style?: SheetName
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
        <meta name="description" content={t('web:tagline', { city: view.city.name })} />
        <meta name="color-scheme" content={kind === 'screen' ? 'only light' : 'light dark'} />
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
