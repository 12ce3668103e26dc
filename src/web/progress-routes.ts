import { Hono } from 'hono'
import type { WebDeps } from './deps.ts'
import { send } from './prepared.ts'
import { createBoard, FRESH_SECONDS } from './progress-board.ts'
import type { View } from './view.ts'

type Given = Pick<WebDeps, 'config' | 'db' | 'city' | 'clock' | 't' | 'log' | 'botLinks' | 'webchat'> & {
  view: View
}

/**
 * `/telur`, `/telur.json`, `/telur.csv`, `/telur.png`, and the same for every campaign by its goods, or by its key under
 * `/kebaikan/`. Stands behind all other addresses: whatever a campaign is called, it takes none of theirs.
 */
export function progressRoutes(deps: Given) {
  const board = createBoard(deps)
  const seconds = deps.config.demo ? 0 : FRESH_SECONDS
  return new Hono().on(
    'GET',
    ['/:page{[a-z0-9-]+(\\.(json|csv|png))?}', '/kebaikan/:page{[a-z0-9-]+(\\.(json|csv|png))?}'],
    async (c, next) => {
      const found = await board.find(c.req.path)
      return found ? send(c, found, seconds) : next()
    },
  )
}
