import { Layout } from './layout.tsx'
import type { View } from './view.ts'

export type ProblemName = 'notFound' | 'broken' | 'host' | 'origin' | 'big' | 'many'

/** A page that says what went wrong and where to go from here. */
export function Problem({ view, name }: { view: View; name: ProblemName }) {
  const { t } = view
  return <Notice view={view} title={t(`web:problem.${name}Title`)} text={t(`web:problem.${name}Text`)} />
}

export function Notice(props: {
  view: View
  title: string
  text: string
  link?: { href: string; label: string }
}) {
  const link = props.link ?? { href: '/', label: props.view.t('web:problem.home') }
  return (
    <Layout view={props.view} title={props.title}>
      <section class="notice">
        <h1>{props.title}</h1>
        <p>{props.text}</p>
        <p>
          <a class="button" href={link.href}>
            {link.label}
          </a>
        </p>
      </section>
    </Layout>
  )
}
