import type { Context } from 'hono'
import type { City } from '../lib/city.ts'
import type { Translate } from '../lib/i18n.ts'

/** What every page is drawn with. */
export type View = {
  t: Translate
  /** The same sentences in English, for the demo's captions. */
  english: Translate
  city: City
  demo: boolean
  /** Whether the English stands in the page at all: on the demo's own, where it can be switched off. */
  captions: boolean
}

/** A page goes out with its doctype, which JSX cannot say. */
export function page(
  c: Context,
  content: unknown,
  status: 200 | 400 | 403 | 404 | 413 | 421 | 429 | 500 | 503 = 200,
) {
  return c.html(`<!doctype html>${String(content)}`, status)
}
