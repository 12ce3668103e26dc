/**
 * What a broadcast costs in what grammY's own plugins offer, without a database:
 *
 *     npx tsx bench/echo-broadcast.ts TOKEN API_ROOT loop|throttler COUNT SECONDS PER_SECOND
 *
 * `loop`: one message after the other with @grammyjs/auto-retry, as grammY's guide on flood limits shows it.
 * `throttler`: @grammyjs/transformer-throttler at its defaults for Telegram's limits, everything handed to it at once.
 * It ends after SECONDS; what it prints is one line of JSON.
 */
import { autoRetry } from '@grammyjs/auto-retry'
import { apiThrottler } from '@grammyjs/transformer-throttler'
import { Api } from 'grammy'
import { WORDS } from './announcement.ts'
import { FIRST } from './crowd.ts'

const [token = '', apiRoot = '', mode, ...numbers] = process.argv.slice(2)
const [count = 0, seconds = 0, perSecond = 0] = numbers.map(Number)
const api = new Api(token, { apiRoot })
if (mode === 'loop') api.config.use(autoRetry())
else {
  // Its defaults for the 30 a second that it knows, at the rate of this run.
  const interval = 1_000
  const all = { reservoir: perSecond, reservoirRefreshAmount: perSecond, reservoirRefreshInterval: interval }
  api.config.use(apiThrottler({ global: all }))
}

const begun = performance.now()
const over = () => performance.now() - begun > seconds * 1_000
let tried = 0
let failed = 0
let lastAt = begun
async function send(chat: number): Promise<void> {
  if (over()) return
  try {
    await api.sendMessage(chat, WORDS)
  } catch (error) {
    // Whoever blocked the bot is nobody's fault.
    if (!String(error).includes('blocked')) failed += 1
  }
  tried += 1
  lastAt = performance.now()
}
if (mode === 'loop') for (let i = 0; i < count && !over(); i++) await send(FIRST + i)
else {
  const work = Promise.all(Array.from({ length: count }, (_, i) => send(FIRST + i)))
  await Promise.race([work, new Promise((done) => setTimeout(done, seconds * 1_000))])
}
console.log(JSON.stringify({ tried, failed, seconds: (lastAt - begun) / 1_000 }))
process.exit(0)
