import { dayOf } from '../features/agenda/day.ts'
import { type PublicFigures, publicFigures } from '../features/figures/discreet.ts'
import { figuresOf } from '../features/figures/figures.ts'
import { monthOf } from '../features/figures/months.ts'
import { asCsv, asJson } from '../features/figures/open-data.ts'
import { drawProgress } from '../features/figures/pictures.ts'
import { pageOf, slugOf } from '../features/goods/campaign-page.ts'
import { allCampaigns, type Campaign } from '../features/goods/campaigns.ts'
import type { WebDeps } from './deps.ts'
import { type Prepared, prepare } from './prepared.ts'
import { ProgressPage } from './progress.tsx'
import type { View } from './view.ts'

/** So old the figures may be; a browser may keep them as long again. */
export const FRESH_SECONDS = 180
/** After so long nobody is shown them while new ones are read. */
const STALE_MS = 15 * 60_000

type Deps = Pick<WebDeps, 'config' | 'db' | 'city' | 'clock' | 't' | 'log' | 'botLinks' | 'webchat'> & {
  view: View
}
type Board = { at: number; answers: Map<string, Prepared | (() => Promise<Prepared>)> }

/**
 * The pages about all campaigns, by their address: made together, every few minutes, when somebody asks and by one reader
 * only, however many ask. Then a request costs what a static file costs. Several processes have one each.
 */
export function createBoard(deps: Deps): { find(path: string): Promise<Prepared | null> } {
  // In the demo a visitor wants to see what the last message changed.
  const fresh = deps.config.demo ? 1_000 : FRESH_SECONDS * 1_000
  const stale = deps.config.demo ? fresh : STALE_MS
  let board: Board | null = null
  let reading: Promise<Board> | null = null

  function read(): Promise<Board> {
    reading ??= makeBoard(deps)
      .then((made) => {
        board = made
        return made
      })
      .finally(() => {
        reading = null
      })
    return reading
  }

  async function current(): Promise<Board> {
    const age = board ? Date.now() - board.at : Number.POSITIVE_INFINITY
    if (board && age < fresh) return board
    const next = read()
    if (!board) return next
    // Old figures are better than none while the database is away.
    const calm = next.catch((error) => {
      deps.log.warn({ err: error }, 'figures not read')
      return board as Board
    })
    return age < stale ? board : calm
  }

  return {
    async find(path) {
      const { answers } = await current()
      const answer = answers.get(path)
      return typeof answer === 'function' ? answer() : (answer ?? null)
    },
  }
}

async function makeBoard(deps: Deps): Promise<Board> {
  const { db, city, clock, t } = deps
  const board: Board = { at: Date.now(), answers: new Map() }
  const now = clock.now()
  const day = dayOf(now, city.zone)
  const all = await allCampaigns(db.prisma)
  for (const campaign of all) {
    const month = monthOf(now, city.zone)
    const figures = publicFigures(await figuresOf(db.prisma, campaign.id, month, city.zone))
    const path = pageOf(campaign, all, day)
    const about = { campaign, figures, city: city.name, at: now, path }
    const data = { ...about, page: absolute(deps, path) }
    const picture = once(() => drawn(deps, about))
    const answers = {
      '': prepare(pageText(deps, about), 'text/html; charset=utf-8'),
      '.json': prepare(asJson(data, t), 'application/json; charset=utf-8'),
      '.csv': prepare(asCsv(data, t), 'text/csv; charset=utf-8', `${slugOf(campaign.key)}.csv`),
      '.png': picture,
    }
    for (const base of new Set([path, `/kebaikan/${slugOf(campaign.key)}`]))
      for (const [end, answer] of Object.entries(answers)) board.answers.set(base + end, answer)
  }
  return board
}

type About = { campaign: Campaign; figures: PublicFigures; city: string; at: Date; path: string }

function pageText({ view, botLinks, config, webchat }: Deps, about: About): string {
  const ways = { telegram: botLinks.telegram, whatsapp: botLinks.whatsapp, webchat: webchat !== null }
  const url = config.web.publicUrl
  return `<!doctype html>${String(ProgressPage({ view, ...about, ...ways, publicUrl: url }))}`
}

async function drawn({ config, t }: Deps, about: About): Promise<Prepared> {
  const where = config.web.publicUrl ? new URL(config.web.publicUrl).host + about.path : ''
  return prepare(await drawProgress({ ...about, where }, 'wide', t), 'image/png')
}

const absolute = ({ config }: Deps, path: string): string | null =>
  config.web.publicUrl === null ? null : config.web.publicUrl + path

/** Drawn when somebody wants to see it, and then kept; a failure is tried again. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null
  return () => {
    done ??= work().catch((error) => {
      done = null
      throw error
    })
    return done
  }
}
