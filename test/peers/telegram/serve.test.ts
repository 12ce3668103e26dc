import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'

test('the peer runs as a process of its own and takes its orders over HTTP', async () => {
  const args = ['--import', 'tsx', 'test/peers/telegram/serve.ts', '--token', '42:abc', '--no-strict']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const { port, token } = JSON.parse(line.toString()) as { port: number; token: string }
    const root = `http://127.0.0.1:${port}`
    const sent = await fetch(`${root}/bot${token}/sendMessage?chat_id=7&text=halo`)
    expect(await sent.json()).toMatchObject({ ok: true, result: { text: 'halo' } })
    const asked = await fetch(`${root}/__control`)
    expect(await asked.json()).toMatchObject({ ok: true, stats: { accepted: 1 } })
  } finally {
    child.kill('SIGTERM')
  }
  expect(await once(child, 'exit')).toEqual([0, null])
})
