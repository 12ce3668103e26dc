import qrcode from 'qrcode'
import type { Translate } from '../../lib/i18n.ts'
import { type Poster, writePoster } from '../../lib/poster.ts'

type Given = {
  unit: string
  code: string
  most: number
  until: Date
  /** Links that open a chat, with what each opens: "WhatsApp". */
  links: { label: string; url: string }[]
  /** Who stands behind it, and whom to ask. */
  office: string
  contact: string
  at: Date
}

export type Kit = { poster: Buffer; script: string; letter: string }

/** What a unit needs on the morning that it joins: a poster, what the MC says, and a text for its group. */
export async function makeKit(given: Given, t: Translate): Promise<Kit> {
  const { unit, code, until, most, office, contact } = given
  const values = { unit, code, until, office, contact, count: most }
  const codes = await Promise.all(
    given.links.map(async ({ label, url }) => ({
      label,
      svg: await qrcode.toString(url, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' }),
    })),
  )
  const poster: Poster = {
    title: t('onboarding:kit.title'),
    subtitle: unit,
    codes,
    steps: ['scan', 'send', 'name', 'wait'].map((step) => t(`onboarding:kit.step.${step}`, values)),
    notes: [
      t('onboarding:kit.code', values),
      t('onboarding:kit.safe', values),
      t('onboarding:kit.help', values),
    ],
    at: Math.round(given.at.getTime() / 1000),
  }
  const links = given.links.map(({ url }) => url).join('\n')
  return {
    poster: await writePoster(poster),
    script: t('onboarding:kit.script', values),
    letter: t('onboarding:invite.letter', { ...values, links }),
  }
}
