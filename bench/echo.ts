/**
 * The baseline: the smallest bot that grammY's own guide shows, on its default transport. It keeps nothing.
 *
 *     npx tsx bench/echo.ts TOKEN API_ROOT
 */
import { Bot } from 'grammy'

const [token = '', apiRoot = ''] = process.argv.slice(2)
const bot = new Bot(token, { client: { apiRoot } })
bot.on('message', (ctx) => ctx.reply(ctx.message.text ?? ''))
process.once('SIGTERM', () => void bot.stop())
await bot.start({ onStart: () => console.log('echo is listening') })
