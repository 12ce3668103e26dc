import { Bot as Gramio, InlineKeyboard, MediaUpload } from 'gramio'
import { Bot as NodeBot } from 'node-telegram-bot-api'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startTelegram, type Telegram } from './server.ts'

/** Clients that we did not write talk to our server: what they can do with it, it does right. */

let peer: Telegram
beforeEach(async () => {
  peer = await startTelegram({ ignoreUnknown: true })
})
afterEach(() => peer.stop())

test('gramio polls, answers with buttons, is pressed, and uploads', async () => {
  const bot = new Gramio(peer.token, { api: { baseURL: `${peer.apiRoot}/bot`, retryGetUpdatesWait: 10 } })
  bot.command('start', (ctx) =>
    ctx.send('Halo', { reply_markup: new InlineKeyboard().text('Hadir', 'hadir') }),
  )
  bot.on('callback_query', async (ctx) => {
    await ctx.answer('ok')
    await ctx.send(`Anda menekan ${ctx.data}`)
  })
  bot.on('message', async (ctx) => {
    if (ctx.text === 'rekap') await ctx.sendDocument(MediaUpload.buffer(Buffer.from('a,b'), 'rekap.csv'))
  })
  await bot.start()
  try {
    peer.user(7).sends('/start')
    await vi.waitFor(() => expect(peer.user(7).heard()).toContain('Halo'))
    peer.user(7).presses('Hadir')
    await vi.waitFor(() => expect(peer.user(7).heard()).toContain('Anda menekan hadir'))
    expect(peer.answered).toHaveLength(1)
    peer.user(7).sends('rekap')
    await vi.waitFor(() => expect(peer.heard(7).at(-1)?.document).toBeDefined())
    peer.faults.add({ kind: 'blocked', times: 1 })
    await expect(bot.api.sendMessage({ chat_id: 7, text: 'a' })).rejects.toMatchObject({ code: 403 })
  } finally {
    await bot.stop()
    // gramio leaves its last poll open: let it end before the server goes away.
    peer.updates.close()
    await new Promise((next) => setTimeout(next, 50))
  }
})

test('node-telegram-bot-api polls, replies, and reads a 429', async () => {
  const bot = new NodeBot(peer.token, { apiRoot: peer.apiRoot, maxRetries: 0 })
  bot.hears(/^halo (.+)/, (ctx) => ctx.reply(`Halo juga ${ctx.match?.[1]}`))
  bot.on('edited_message', (ctx) => ctx.reply('Diralat'))
  const running = bot.startPolling(undefined, { timeout: 2 })
  try {
    peer.user(7).sends('halo Bapak')
    await vi.waitFor(() => expect(peer.user(7).heard()).toContain('Halo juga Bapak'))
    peer.user(7).edits('halo Ibu')
    await vi.waitFor(() => expect(peer.user(7).heard()).toContain('Diralat'))
    peer.faults.add({ kind: 'tooMany', retryAfter: 7, times: 1 })
    await expect(bot.api.sendMessage({ chat_id: 7, text: 'a' })).rejects.toMatchObject({ retryAfter: 7 })
  } finally {
    bot.stop()
    await running
  }
})
