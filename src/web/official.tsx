import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** `/resmi`: which accounts are really the city's, who answers for them, and what they never ask for. */
export function Official(props: {
  view: View
  telegram: string | undefined
  whatsapp: string | undefined
  webchat: boolean
  publicUrl: string | null
}) {
  const { view, telegram, whatsapp, webchat, publicUrl } = props
  const { t, city } = view
  return (
    <Layout view={view} title={t('web:official.title')}>
      <article class="article">
        <h1>{t('web:official.title')}</h1>
        <p class="lead">{t('web:official.intro', { city: city.officialName })}</p>

        <h2>{t('web:official.accounts')}</h2>
        <ul class="accounts">
          {whatsapp ? (
            <li>
              <span>{t('web:official.whatsapp')}</span>
              <a href={`https://wa.me/${whatsapp.slice(1)}`}>{whatsapp}</a>
            </li>
          ) : null}
          {telegram ? (
            <li>
              <span>{t('web:official.telegram')}</span>
              <a href={`https://t.me/${telegram}`}>@{telegram}</a>
            </li>
          ) : null}
          {webchat ? (
            <li>
              <span>{t('web:official.webchat')}</span>
              <a href="/obrolan">{publicUrl ? new URL(publicUrl).host : '/obrolan'}</a>
            </li>
          ) : null}
          {telegram || whatsapp || webchat ? null : <li>{t('web:official.none')}</li>}
        </ul>
        <p>{t('web:official.others')}</p>

        <h2>{t('web:official.never')}</h2>
        <ul class="never">
          {(['neverOtp', 'neverPin', 'neverNik', 'neverMoney'] as const).map((name) => (
            <li>{t(`web:official.${name}`)}</li>
          ))}
        </ul>

        <h2>{t('web:official.code')}</h2>
        <p>{t('web:official.codeText')}</p>

        <h2>{t('web:official.who')}</h2>
        <p>{t('web:official.whoText')}</p>
        <address>
          <b>{city.controller.office}</b>
          <br />
          {city.controller.contact}
        </address>
      </article>
    </Layout>
  )
}
