import { randomUUID } from 'node:crypto'
import { asset } from './assets.ts'
import { Bubble } from './bubble.tsx'
import type { ChatLine } from './deps.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** The chat page. It reads and sends without JavaScript; static/chat.js makes it live. */
export function Chat(props: {
  view: View
  lines: ChatLine[]
  /** Address of the older lines, when there are any. */
  older: string | null
  /** Set while older lines are shown: then nothing is live. */
  newest: string | null
  who: string
  action: string
  stream: string
  text: string
}) {
  const { view, lines, action } = props
  const { t } = view
  return (
    <Layout view={view} title={t('web:chat.title')} kind="chat" script="chat.js">
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
        <div class="log" role="log" aria-live="polite" aria-label={t('web:chat.log')} tabindex={0}>
          {props.older ? (
            <p class="more">
              <a href={props.older}>{t('web:chat.older')}</a>
            </p>
          ) : null}
          <ol id="lines">
            {lines.map((line) => (
              <Bubble line={line} view={view} action={action} />
            ))}
          </ol>
          {lines.length === 0 ? <Empty view={view} action={action} /> : null}
          <p id="typing" class="typing" hidden>
            <span class="hidden">{t('web:chat.typing')}</span>
            <i />
            <i />
            <i />
          </p>
          <noscript>
            <p class="more">
              <a href={action}>{t('web:chat.reload')}</a>
            </p>
          </noscript>
          {props.newest ? (
            <p class="more">
              <a href={props.newest}>{t('web:chat.newest')}</a>
            </p>
          ) : null}
          <span id="akhir" />
        </div>
        <p id="state" class="state" role="status" />
        <Composer {...props} />
      </main>
    </Layout>
  )
}

function Empty({ view, action }: { view: View; action: string }) {
  const { t } = view
  return (
    <section id="empty" class="empty">
      <h2>{t('web:chat.emptyTitle')}</h2>
      <p>{t('web:chat.emptyText')}</p>
      <form class="choices" method="post" action={action}>
        <input type="hidden" name="id" value={randomUUID()} />
        {[t('web:chat.emptyHello'), t('web:chat.emptyMenu')].map((word) => (
          <button type="submit" name="teks" value={word}>
            {word}
          </button>
        ))}
      </form>
    </section>
  )
}

function Composer(props: {
  view: View
  action: string
  stream: string
  newest: string | null
  lines: ChatLine[]
  text: string
}) {
  const { t } = props.view
  return (
    <form
      id="composer"
      class="composer"
      method="post"
      action={props.action}
      data-stream={props.newest ? undefined : props.stream}
      data-last={props.lines.at(-1)?.key}
      data-say-pending={t('web:chat.pending')}
      data-say-retry={t('web:chat.retry')}
      data-say-refused={t('web:chat.refused')}
      data-say-offline={t('web:chat.offline')}
      data-say-denied={t('web:chat.placeDenied')}
      data-say-place={t('web:chat.placeSent')}
      data-say-phone={t('web:chat.phoneSent')}
    >
      <input type="hidden" name="id" value={randomUUID()} />
      <button type="button" class="locate icon" hidden aria-label={t('web:chat.place')}>
        <Icon path="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z M12 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z" />
      </button>
      <label class="hidden" for="teks">
        {t('web:chat.label')}
      </label>
      <textarea
        id="teks"
        name="teks"
        rows={1}
        maxlength={5000}
        placeholder={t('web:chat.placeholder')}
        autocomplete="off"
        enterkeyhint="send"
      >
        {props.text}
      </textarea>
      <button type="submit" class="icon send" aria-label={t('web:chat.send')}>
        <Icon path="M4 12l16-8-6 17-3-7z" />
      </button>
    </form>
  )
}

function Icon({ path }: { path: string }) {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
      <path
        d={path}
        fill="none"
        stroke="currentColor"
        stroke-width="2"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  )
}
