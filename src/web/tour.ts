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
  /** First the clock goes on: until a limit is at least so far away (it is, unless somebody moved the clock before). */
  fresh?: number
  /** Or by so many minutes, or to so many before the limit. */
  minutes?: number
  beforeLimit?: number
  /** Between reading the code and sending it the clock goes on so far: a phone without signal. */
  delay?: number
  /** The code that is shown after this step is the one in the photo. */
  photo?: true
}

const steps: Step[] = [
  { key: 'announce', phone: 'koordinator' },
  { key: 'whom', phone: 'koordinator', press: 'first' },
  { key: 'save', phone: 'koordinator', press: 'words' },
  { key: 'screen', phone: 'koordinator', fresh: 18, photo: true },
  { key: 'photo', phone: 'pegawai', minutes: 13 },
  { key: 'present', phone: 'pegawai' },
  { key: 'late', phone: 'koordinator', beforeLimit: 1, delay: 4 },
  { key: 'missing', phone: 'koordinator' },
  { key: 'recap', phone: 'koordinator' },
]

/** The steps with their sentences: `say` as it is sent, `means` what that is in English. */
export function tourOf({ t, english, city }: View) {
  const values = { place: city.defaultPlace, digits: '%digits', code: '%code', photo: '%photo' }
  return steps.map((step) => ({
    ...step,
    text: t(`web:tour.${step.key}.text`),
    gloss: english(`web:tour.${step.key}.text`),
    /** What the answer looks like when all went as told. */
    expect: t(`web:tour.${step.key}.expect`),
    say: t(`web:tour.${step.key}.say`, values),
    means: english(`web:tour.${step.key}.say`, values),
  }))
}
