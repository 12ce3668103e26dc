import { randomUUID } from 'node:crypto'
import { Bubble } from './bubble.tsx'
import { Caption } from './caption.tsx'
import type { ChatLine } from './deps.ts'
import type { View } from './view.ts'

/** One conversation: its lines and the composer. Works without JavaScript; static/phone.js makes it live. */
export function Phone(props: {
  view: View
  /** Names it among several on a page; empty where it is alone. */
  name: string
  lines: ChatLine[]
  /** Address of the older lines, when there are any. */
  older: string | null
  /** Set while older lines are shown: then nothing is live. */
  newest: string | null
  action: string
  stream: string | null
  text: string
}) {
  const { view, lines, action } = props
  const { t } = view
  return (
    <div class="phone" data-phone={props.name || undefined}>
      <div class="log" role="log" aria-live="polite" aria-label={t('web:chat.log')} tabindex={0}>
        {props.older ? (
          <p class="more">
            <a href={props.older}>{t('web:chat.older')}</a>
          </p>
        ) : null}
        <ol class="lines">
          {lines.map((line) => (
            <Bubble line={line} view={view} action={action} />
          ))}
        </ol>
        {lines.length === 0 ? <Empty view={view} action={action} /> : null}
        <p class="typing" hidden>
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
        <span id={`akhir${props.name}`} />
      </div>
      <p class="state" role="status" />
      {view.captions ? <p class="chips" /> : null}
      <Composer {...props} />
    </div>
  )
}

function Empty({ view, action }: { view: View; action: string }) {
  const { t } = view
  return (
    <section class="empty">
      <h2>{t('web:chat.emptyTitle')}</h2>
      <p>
        {t('web:chat.emptyText')}
        <Caption view={view} of="web:chat.emptyText" />
      </p>
      <form class="choices" method="post" action={action}>
        <input type="hidden" name="id" value={randomUUID()} />
        {(['web:chat.emptyHello', 'web:chat.emptyMenu'] as const).map((key) => (
          <button type="submit" name="teks" value={t(key)}>
            {t(key)}
            <Caption view={view} of={key} />
          </button>
        ))}
      </form>
    </section>
  )
}

function Composer(props: {
  view: View
  name: string
  action: string
  stream: string | null
  newest: string | null
  lines: ChatLine[]
  text: string
}) {
  const { t } = props.view
  return (
    <form
      class="composer"
      method="post"
      action={props.action}
      data-stream={(!props.newest && props.stream) || undefined}
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
      <label class="hidden" for={`teks${props.name}`}>
        {t('web:chat.label')}
      </label>
      <textarea
        id={`teks${props.name}`}
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

export function Icon({ path }: { path: string }) {
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
