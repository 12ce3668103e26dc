import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { type Look, looksAt, looksIn } from './looks.ts'

/** "siapa yang memeriksa data saya": each look at the person by name, with the role and the day. */
export async function whoLooked({ tx, t, person }: Ctx): Promise<Outgoing[]> {
  if (!person) return [{ text: t('attendance:record.guest') }]
  const looks = await looksAt(tx, person.id)
  if (looks.length === 0) return [{ text: t('inspection:own.none') }]
  return [{ text: [t('inspection:own.head'), ...looks.map((one) => ownLine(one, t))].join('\n') }]
}

const ownLine = ({ by, at, purpose }: Look, t: Ctx['t']) => t('inspection:own.line', { by, at, purpose })

/** "daftar pemeriksaan": for an admin, all looks at the own part of the city. */
export async function allLooks({ tx, t, person }: Ctx): Promise<Outgoing[]> {
  const paths = (person?.roles ?? []).filter(({ role }) => role === 'admin').map(({ unitPath }) => unitPath)
  if (paths.length === 0) return [{ text: t('inspection:list.notYours') }]
  const looks = await looksIn(tx, paths)
  if (looks.length === 0) return [{ text: t('inspection:list.none') }]
  const lines = looks.map(({ id, by, what, title, from, until, purpose, form, at }) =>
    t(title === null ? 'inspection:list.line' : 'inspection:list.lineSession', {
      ...{ id, by, what, title, from, to: new Date(until.getTime() - 1), purpose, at },
      form: t(`inspection:form.${form}`),
    }),
  )
  return [{ text: [t('inspection:list.head'), ...lines].join('\n') }]
}
