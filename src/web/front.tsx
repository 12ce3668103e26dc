import type { DemoDoor, DemoRole } from './deps.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** The first page: in the demo a choice of whom to be, otherwise the ways to reach Guyub. */
export function Front(props: {
  view: View
  demo: Pick<DemoDoor, 'people'> | null
  webchat: boolean
  telegram: string | undefined
  /** A text that the chat's input shall hold, from a scanned QR. */
  text: string
}) {
  const { view } = props
  const { t, city } = view
  return (
    <Layout view={view} title={t('web:front.title', { city: city.name })}>
      <section class="hero">
        <h1>{t('web:front.headline')}</h1>
        <p class="lead">{t('web:front.intro')}</p>
      </section>
      {props.demo ? <Roles view={view} demo={props.demo} text={props.text} /> : <Ways {...props} />}
      <section class="pair">
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

function Roles({ view, demo, text }: { view: View; demo: Pick<DemoDoor, 'people'>; text: string }) {
  const { t } = view
  const stranger = {
    role: 'tamu' as DemoRole,
    name: t('web:front.role.tamu'),
    about: t('web:front.stranger'),
  }
  return (
    <section aria-labelledby="siapa">
      <h2 id="siapa">{t('web:front.choose')}</h2>
      <p class="fine">{t('web:front.demo')}</p>
      <form class="roles" method="post" action="/masuk">
        {text ? <input type="hidden" name="teks" value={text} /> : null}
        {[...demo.people, stranger].map(({ role, name, about }) => (
          <button class="role" type="submit" name="peran" value={role}>
            <span class="initials" aria-hidden="true">
              {role === 'tamu' ? '?' : initials(name)}
            </span>
            {role === 'tamu' ? null : <span class="kind">{t(`web:front.role.${role}`)}</span>}
            <b>{name}</b>
            <span class="about">{about}</span>
            <span class="go">{t('web:front.enter')}</span>
          </button>
        ))}
      </form>
    </section>
  )
}

function Ways({ view, webchat, telegram }: { view: View; webchat: boolean; telegram: string | undefined }) {
  const { t } = view
  return (
    <section class="pair">
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

function initials(name: string): string {
  return name
    .split(/\s+/)
    .filter((word) => /^\p{L}{2}/u.test(word))
    .slice(0, 2)
    .map((word) => word[0]!.toUpperCase())
    .join('')
}
