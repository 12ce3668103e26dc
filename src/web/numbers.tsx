import { raw } from 'hono/html'
import qrcode from 'qrcode'
import type { OurNumber } from '../features/numbers/numbers.ts'
import { maskPhone } from '../features/people/phone.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** Links one of our numbers: for a deputy with a phone and no IT person, from one link. */
export function Numbers(props: { view: View; number: OurNumber; path: string; odd: boolean }) {
  const { view, number, path, odd } = props
  const { t } = view
  return (
    <Layout view={view} title={t('web:numbers.title')} script="numbers.js">
      <article class="article pairing">
        <h1>{t('web:numbers.title')}</h1>
        <p class="lead">{t('web:numbers.lead')}</p>
        <div id="state" data-url={`${path}/keadaan`} aria-live="polite">
          <NumberState view={view} number={number} />
        </div>
        {odd ? (
          <p class="problem" role="alert">
            {t('web:numbers.odd')}
          </p>
        ) : null}
        {number.state === 'open' ? null : (
          <form method="post" action={path}>
            <label for="hp">{t('web:numbers.phone')}</label>
            <input
              id="hp"
              name="hp"
              type="tel"
              inputmode="tel"
              autocomplete="tel"
              placeholder={t('web:numbers.phoneHint')}
            />
            <button class="button" type="submit">
              {t(number.state === 'pairing' ? 'web:numbers.again' : 'web:numbers.start')}
            </button>
          </form>
        )}
        <p class="fine">{t('web:numbers.keep')}</p>
      </article>
    </Layout>
  )
}

/** Drawn anew every two seconds while somebody looks. */
export function NumberState({ view, number }: { view: View; number: OurNumber }) {
  const { t } = view
  if (number.state !== 'pairing') {
    const why = number.reason ? t(`numbers:why.${number.reason}`) : ''
    const phone = number.phone ? maskPhone(number.phone) : ''
    return (
      <p class={number.state === 'open' ? 'good' : 'waiting'} data-state={number.state}>
        {t(`web:numbers.${number.state}`, { why, phone })}
      </p>
    )
  }
  if (!number.qr) return <p data-state="pairing">{t('web:numbers.preparing')}</p>
  return (
    <div data-state="pairing">
      <ol>
        <li>{t('web:numbers.step1')}</li>
        <li>{t('web:numbers.step2')}</li>
        <li>{t('web:numbers.step3')}</li>
      </ol>
      <figure class="pairing-qr">{raw(drawn(number.qr))}</figure>
      {number.code ? (
        <p>
          {t('web:numbers.step3code')} <b class="pairing-code">{number.code.replace(/^(.{4})/, '$1-')}</b>
        </p>
      ) : null}
      <p class="fine">{t('web:numbers.changes')}</p>
    </div>
  )
}

/** Black on white whatever the page's colours: a camera reads it. */
function drawn(text: string): string {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'L' })
  const { size } = modules
  let path = ''
  for (let i = 0; i < size * size; i += 1)
    if (modules.data[i]) path += `M${i % size} ${Math.floor(i / size)}h1v1h-1z`
  return `<svg viewBox="-4 -4 ${size + 8} ${size + 8}" role="img" aria-label="QR"><rect x="-4" y="-4" width="${size + 8}" height="${size + 8}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`
}
