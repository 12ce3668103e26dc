import { slugOf } from '../features/goods/campaign-page.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** The first page of a city: the ways to reach Guyub. (The demo has its own, demo.tsx.) */
type Props = { view: View; webchat: boolean; telegram?: string; whatsapp?: string | undefined }

export function Front(props: Props) {
  const { view } = props
  const { t, city } = view
  return (
    <Layout view={view} title={t('web:front.title', { city: city.name })}>
      <section class="hero">
        <h1>{t('web:front.headline')}</h1>
        <p class="lead">{t('web:front.intro')}</p>
      </section>
      <Ways {...props} />
      <section class="pair">
        {city.campaigns.map(({ name, goods }) => (
          <Card
            title={name}
            text={t('progress:front.text', { goods })}
            href={`/${slugOf(goods)}`}
            link={t('progress:front.link', { goods })}
          />
        ))}
        <Card
          title={t('web:front.screenTitle')}
          text={t('web:front.screenText')}
          href="/layar"
          link={t('web:front.screenLink')}
        />
        <Card
          title={t('web:front.officialTitle')}
          text={t('web:front.officialText')}
          href="/resmi"
          link={t('web:front.officialLink')}
        />
      </section>
    </Layout>
  )
}

function Ways({ view, webchat, telegram, whatsapp }: Props) {
  const { t } = view
  return (
    <section class="pair">
      {whatsapp ? (
        <Card
          title={t('web:front.whatsappTitle')}
          text={t('web:front.whatsappText', { phone: whatsapp })}
          href={`https://wa.me/${whatsapp.slice(1)}`}
          link={t('web:front.whatsappLink')}
        />
      ) : null}
      {telegram ? (
        <Card
          title={t('web:front.telegramTitle')}
          text={t('web:front.telegramText', { bot: `@${telegram}` })}
          href={`https://t.me/${telegram}`}
          link={t('web:front.telegramLink')}
        />
      ) : null}
      {webchat ? (
        <Card
          title={t('web:front.chatTitle')}
          text={t('web:front.chatText')}
          href="/obrolan"
          link={t('web:front.chatLink')}
        />
      ) : null}
    </section>
  )
}

function Card(props: { title: string; text: string; href: string; link: string }) {
  return (
    <article class="card">
      <h2>{props.title}</h2>
      <p>{props.text}</p>
      <p>
        <a href={props.href}>{props.link}</a>
      </p>
    </article>
  )
}
