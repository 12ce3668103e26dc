import { randomUUID } from 'node:crypto'
import { Caption } from './caption.tsx'
import type { ChatLine } from './deps.ts'
import { Rich } from './rich.tsx'
import type { View } from './view.ts'

/** One line of the conversation: drawn the same for the page and for the live stream. */
export function Bubble({ line, view, action }: { line: ChatLine; view: View; action: string }) {
  const { t } = view
  const mine = line.by === 'person'
  return (
    <li id={line.id} class={mine ? 'line mine' : 'line'} data-key={line.key} data-client={line.clientId}>
      <div class="bubble">
        <span class="hidden">{mine ? t('web:chat.you') : t('web:chat.bot')}: </span>
        <div class="text">{mine ? <Said line={line} view={view} /> : <Rich text={line.text} />}</div>
        <time dateTime={line.at.toISOString()}>{t('web:chat.time', { at: line.at })}</time>
      </div>
      {line.gloss && view.captions ? (
        <p class="gloss" lang="en">
          <Rich text={line.gloss} />
        </p>
      ) : null}
      {line.choices ? (
        <form method="post" action={action}>
          <input type="hidden" name="id" value={randomUUID()} />
          <fieldset class="choices" aria-label={t('web:chat.choices')}>
            {line.choices.map((choice) => (
              <button type="submit" name="pilihan" value={choice.id}>
                {choice.label}
                {choice.gloss && view.captions ? (
                  <small class="gloss" lang="en">
                    {choice.gloss}
                  </small>
                ) : null}
              </button>
            ))}
          </fieldset>
        </form>
      ) : null}
      {line.ask ? <Ask ask={line.ask} view={view} action={action} /> : null}
    </li>
  )
}

function Said({ line, view }: { line: ChatLine; view: View }) {
  const { t } = view
  if (line.pressed !== undefined) return <>{line.pressed || t('web:chat.pressed')}</>
  if (line.place) {
    const metres = line.place.accuracy
    return (
      <>
        {t('web:chat.placeSent')}
        {metres === undefined ? '' : ` (${t('web:chat.placeAccuracy', { metres: Math.round(metres) })})`}
      </>
    )
  }
  if (line.phone) return <>{t('web:chat.phoneSent')}</>
  // Retention empties old texts and keeps the row.
  return line.text ? line.text : <i>{t('web:chat.emptied')}</i>
}

/** Guyub asks for a place or a number; the demo has examples of both, a real browser only knows its place. */
function Ask({ ask, view, action }: { ask: 'place' | 'phone'; view: View; action: string }) {
  const { t, demo } = view
  const example = ask === 'place' ? 'web:chat.placeExample' : 'web:chat.phoneExample'
  if (ask === 'phone' && !demo) return <p class="hint">{t('web:chat.phoneNote')}</p>
  return (
    <form class="choices" method="post" action={action}>
      <input type="hidden" name="id" value={randomUUID()} />
      {demo ? (
        <button type="submit" name="contoh" value={ask}>
          {t(example)}
          <Caption view={view} of={example} />
        </button>
      ) : (
        <button type="button" class="locate" hidden>
          {t('web:chat.place')}
        </button>
      )}
    </form>
  )
}
