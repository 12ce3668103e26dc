import { asset } from './assets.ts'
import type { ChatLine } from './deps.ts'
import { Layout } from './layout.tsx'
import { Icon, Phone } from './phone.tsx'
import type { View } from './view.ts'

/** The chat page: one phone that fills the window. */
export function Chat(props: {
  view: View
  lines: ChatLine[]
  older: string | null
  newest: string | null
  who: string
  action: string
  stream: string
  text: string
}) {
  const { t } = props.view
  return (
    <Layout view={props.view} title={t('web:chat.title')} kind="chat" script="chat.js">
      <header class="chat-top">
        <a class="back" href="/" aria-label={t('web:chat.back')}>
          <Icon path="M15 5l-7 7 7 7" />
        </a>
        <img src={asset('icon.svg')} alt="" width="40" height="40" />
        <h1>
          {t('web:name')} <small>{props.who}</small>
        </h1>
      </header>
      <main>
        <Phone {...props} name="" />
      </main>
    </Layout>
  )
}
