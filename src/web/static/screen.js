// The venue screen. It asks for its state when it is told to and every three seconds anyway, holds at most ten minutes of codes, and goes on
// showing them without a network until they run out. It goes by the server's clock, not by the hall computer's.

import { follow } from './stream.js'

const form = document.getElementById('open')
const main = document.getElementById('screen')
const net = document.getElementById('net')

if (form) open()
if (main) run()

/** Asking for a screen changes something, so the page does it by POST, once, and then lives at its own address. */
async function open() {
  try {
    const response = await fetch('/layar', { method: 'POST', headers: { accept: 'application/json' } })
    if (!response.ok) throw new Error(String(response.status))
    const { path } = await response.json()
    location.replace(path)
  } catch {
    net.textContent = net.dataset.failed
  }
}

function run() {
  const say = main.dataset
  const [code, bar, seconds, count, qr] = ['code', 'bar', 'seconds', 'count', 'qr'].map((id) =>
    document.getElementById(id),
  )
  const clock = new Intl.DateTimeFormat('id-ID', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: say.zone,
  })
  const timeOf = (ms) => `${clock.format(ms)} ${say.zoneLabel}`
  let codes = []
  let session = null
  let sync = null
  let failures = 0
  let shown = ''

  // Of the two clocks of the browser the later one counts: one can be set back by hand, the other one stands
  // still while the computer sleeps, and a code of the past must never be shown.
  const now = () => sync.server + Math.max(Date.now() - sync.wall, performance.now() - sync.steady)

  async function ask() {
    try {
      const held = codes.at(-1)?.to ?? 0
      const before = { wall: Date.now(), steady: performance.now() }
      const response = await fetch(`${say.url}?punya=${held}`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(5000),
      })
      if (response.status >= 500) throw new Error(String(response.status))
      const state = await response.json()
      if (['waiting', 'urgent'].includes(state.state) && say.phase === state.state) return quiet()
      // Confirmed, closed, or no longer ours: the server draws that page.
      if (state.state !== 'showing' || !code) return location.reload()
      // It was moved, or waits for the code of its end: the words have another time.
      if (session && session.opensAt !== state.opensAt) return location.reload()
      // Half of the way there and back, as good as it gets without asking twice.
      const half = (performance.now() - before.steady) / 2
      sync = { server: state.now + half, wall: Date.now(), steady: performance.now() }
      session = state
      codes = [...codes, ...state.codes]
      count.textContent = state.count.toLocaleString('id-ID')
      quiet()
    } catch {
      failures += 1
    }
    draw()
  }

  function quiet() {
    failures = 0
    net.textContent = ''
  }

  function draw() {
    if (!sync) return
    const at = now()
    codes = codes.filter(({ to }) => to > at)
    const current = codes.find(({ from }) => from <= at)
    if (at < session.opensAt) say.phase = 'before'
    else if (at >= session.closesAt) say.phase = 'over'
    else say.phase = current ? 'open' : 'out'
    if (say.phase === 'open') show(current, at)
    // One lost question is nothing; after three the hall should know.
    if (failures >= 3 && codes.length > 0)
      net.textContent = say.sayOffline.replace('%s', timeOf(codes.at(-1).to))
    else if (say.phase === 'out') net.textContent = ''
  }

  function show(current, at) {
    bar.style.transform = `scaleX(${Math.max(0, (current.to - at) / (current.to - current.from))})`
    seconds.textContent = say.saySeconds.replace('%s', String(Math.ceil((current.to - at) / 1000)))
    if (current.code === shown) return
    shown = current.code
    code.replaceChildren(
      ...shown.split(' ').map((part) => Object.assign(document.createElement('span'), { textContent: part })),
    )
    code.style.setProperty('--chars', String(shown.length))
    code.style.setProperty('--word', String(Math.max(...shown.split(' ').map((part) => part.length))))
    // For our own page, which may show this one in a frame: when the code stands here.
    code.dataset.from = current.from
    code.dataset.to = current.to
    drawQr(current.qr)
  }

  function drawQr({ size, bits }) {
    const bytes = Uint8Array.from(atob(bits), (letter) => letter.charCodeAt(0))
    let path = ''
    for (let i = 0; i < size * size; i += 1) {
      if (bytes[i >> 3] & (0x80 >> (i & 7))) path += `M${i % size} ${Math.floor(i / size)}h1v1h-1z`
    }
    qr.setAttribute('viewBox', `-2 -2 ${size + 4} ${size + 4}`)
    qr.firstElementChild.setAttribute('d', path)
  }

  async function forever() {
    await ask()
    setTimeout(forever, say.phase === 'waiting' ? 1500 : 3000)
  }

  // Told that something changed, it looks at once, at most every half second. Untold, the beat above is enough.
  let due = 0
  const told = () => {
    if (due) return
    due = setTimeout(() => {
      due = 0
      ask()
    }, 500)
    ask()
  }
  if (window.parent === window) follow(() => say.news, { kabar: told })
  // In the demo's frame the page around us has a stream already.
  else addEventListener('message', ({ origin }) => origin === location.origin && told())

  // A dark projector helps nobody. Not every browser has it, and none promises it.
  const stayAwake = () => navigator.wakeLock?.request('screen').catch(() => {})
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && stayAwake())
  stayAwake()
  setInterval(draw, 250)
  forever()
}
