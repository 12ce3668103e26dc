import type { Letter } from '../features/absence/open-letter.ts'
import { Layout } from './layout.tsx'
import type { View } from './view.ts'

/** Whose letter it is, and that the look will be noted; the letter itself comes after a press. */
export function LetterPage(props: { view: View; letter: Letter; name: string; path: string }) {
  const { t } = props.view
  const { absence, viewer } = props.letter
  const title = t('absence:letter.pageTitle', { who: absence.name })
  return (
    <Layout view={props.view} title={title}>
      <section class="notice">
        <h1>{title}</h1>
        <p>{t('absence:letter.pageText', { name: props.name, viewer: viewer.name })}</p>
        <form method="post" action={props.path}>
          <button class="button" type="submit">
            {t('absence:letter.pageButton')}
          </button>
        </form>
      </section>
    </Layout>
  )
}
