import { type Context, Hono } from 'hono'
import { nameOfLeave } from '../features/absence/absence-words.ts'
import { readLetterPayload } from '../features/absence/letter-link.ts'
import { type Letter, letterBehind, openLetter } from '../features/absence/open-letter.ts'
import type { WebDeps } from './deps.ts'
import { LetterPage } from './letter.tsx'
import { Notice } from './problem.tsx'
import { page, type View } from './view.ts'

type Given = Pick<WebDeps, 'db' | 'secret' | 'city' | 'clock' | 'letters'> & { view: View }

/**
 * `/surat/<signed link>`: somebody's letter, for whoever decides on it. Looking at the page shows nothing (a preview does
 * that too); a press opens the letter, and the look is noted.
 */
export function letterRoutes({ db, secret, city, clock, letters, view }: Given) {
  const { t } = view
  async function letterOf(c: Context): Promise<Letter | null> {
    const payload = secret.readToken('surat', c.req.param('token') ?? '', new Date())
    const link = payload === null ? null : readLetterPayload(payload)
    return link && letterBehind(db.prisma, link, clock.now())
  }
  const gone = (c: Context) =>
    page(c, Notice({ view, title: t('absence:letter.goneTitle'), text: t('absence:letter.gone') }), 403)

  return new Hono()
    .get('/surat/:token', async (c) => {
      const letter = await letterOf(c)
      if (!letter) return gone(c)
      const name = nameOfLeave(letter.absence, city.zone, t)
      return page(c, LetterPage({ view, letter, name, path: `/surat/${c.req.param('token')}` }))
    })
    .post('/surat/:token', async (c) => {
      const letter = await letterOf(c)
      const file = letter && (await openLetter(db.prisma, letter, letters, clock.now()))
      if (!file) return gone(c)
      const end = file.type.split('/')[1] ?? 'bin'
      // A browser shows a picture; a PDF may hold scripts, so it is saved and opened elsewhere.
      const how = file.type.startsWith('image/') ? 'inline' : 'attachment'
      return c.body(new Uint8Array(file.bytes), 200, {
        'content-type': file.type,
        'content-disposition': `${how}; filename="surat-${letter?.absence.ref}.${end}"`,
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
      })
    })
}
