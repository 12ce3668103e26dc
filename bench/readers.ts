import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'undici'
import { asset } from '../src/web/assets.ts'

const CONNECTIONS = 200
/** A reader looks again after so long. */
const PAUSE_MS = 1_000
const PAGE = '/telur'
const SATURATED_MS = 4_000
/** As a phone asks. */
const HEADERS = { 'accept-encoding': 'gzip' }

export type Saturated = { perSecond: number; p99: number }
type Took = { page: number[]; file: number[]; failed: number }

const STATIC = asset('chat.js')
const p99 = (took: number[]) => took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)] ?? Number.NaN

/** 200 connections that each ask for the page and for a static file in turn, once a second, for so long. */
export async function visit(url: string, forMs: number) {
  const took: Took = { page: [], file: [], failed: 0 }
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, n) => {
      const client = new Client(url)
      await sleep((n / CONNECTIONS) * PAUSE_MS)
      const until = performance.now() + forMs
      for (let turn = n; performance.now() < until; turn++) {
        const begun = performance.now()
        await read(client, turn % 2 ? 'page' : 'file', took)
        await sleep(Math.max(0, PAUSE_MS - (performance.now() - begun)))
      }
      await client.close()
    }),
  )
  return { page: { p99: p99(took.page) }, file: { p99: p99(took.file) }, failed: took.failed }
}

/** 200 connections that ask again as soon as they are answered: the page and the file by turns, twice. */
export async function saturate(url: string): Promise<{ page: Saturated; file: Saturated }> {
  const took: Took = { page: [], file: [], failed: 0 }
  const clients = Array.from({ length: CONNECTIONS }, () => new Client(url))
  for (const what of ['page', 'file', 'file', 'page'] as const) {
    const until = performance.now() + SATURATED_MS
    await Promise.all(
      clients.map(async (client) => {
        while (performance.now() < until) await read(client, what, took)
      }),
    )
  }
  await Promise.all(clients.map((client) => client.close()))
  if (took.failed > 0) throw new Error(`${took.failed} answers were not 200`)
  const of = (all: number[]) => ({ perSecond: all.length / ((2 * SATURATED_MS) / 1000), p99: p99(all) })
  return { page: of(took.page), file: of(took.file) }
}

async function read(client: Client, what: 'page' | 'file', took: Took): Promise<void> {
  const begun = performance.now()
  const { statusCode, body } = await client.request({
    ...{ method: 'GET', path: what === 'page' ? PAGE : STATIC, headers: HEADERS },
  })
  await body.dump()
  if (statusCode !== 200) took.failed += 1
  else took[what].push(performance.now() - begun)
}
