import type { DemoRole } from './deps.ts'
import type { View } from './view.ts'

/**
 * The tour as data. Each step says something for real, on one phone; `%digits`, `%code` and `%photo` are read off the
 * venue screen by the page. Nothing is prepared: what is answered is what the bot answers.
 */
type Step = {
  key: string
  phone: DemoRole
  /** A button is pressed: the first one, or the one with these words. */
  press?: 'first' | 'words'
  /** First the clock goes on: by so many minutes, or to so many before the limit. */
  minutes?: number
  beforeLimit?: number
  /** Between reading the code and sending it the clock goes on so far: a phone without signal. */
  delay?: number
  /** The code that is shown after this step is the one in the photo. */
  photo?: true
  /** What the answer looks like when all went as told, in Indonesian. */
  expect: string
}

const steps: Step[] = [
  { key: 'announce', phone: 'koordinator', expect: 'wajib hadir' },
  { key: 'whom', phone: 'koordinator', press: 'first', expect: 'Simpan\\?' },
  { key: 'save', phone: 'koordinator', press: 'words', expect: '^Tersimpan' },
  { key: 'screen', phone: 'koordinator', photo: true, expect: '^Layar tersambung' },
  { key: 'photo', phone: 'pegawai', minutes: 13, expect: 'kode lama' },
  { key: 'present', phone: 'pegawai', expect: '^Hadir' },
  { key: 'late', phone: 'koordinator', beforeLimit: 1, delay: 4, expect: '^Hadir.*terkirim' },
  { key: 'missing', phone: 'koordinator', expect: '[Bb]elum' },
  { key: 'recap', phone: 'koordinator', expect: '[Rr]ekap' },
]

/** The steps with their sentences: `say` as it is sent, `means` what that is in English. */
export function tourOf({ t, english, city }: View) {
  const values = { place: city.defaultPlace, digits: '%digits', code: '%code', photo: '%photo' }
  return steps.map((step) => ({
    ...step,
    text: t(`web:tour.${step.key}.text`),
    gloss: english(`web:tour.${step.key}.text`),
    say: t(`web:tour.${step.key}.say`, values),
    means: english(`web:tour.${step.key}.say`, values),
  }))
}
