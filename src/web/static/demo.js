// The demo's page: its phones and the clock, all of which come by one stream.
import { createPhone } from './phone.js'
import { follow, lossNotice } from './stream.js'
import { startTour } from './tour.js'
import { openVenue, pokeVenue } from './venue.js'

const stage = document.getElementById('stage')
const say = stage.dataset
const net = document.getElementById('net')
// The phones first: the screen is a page of its own, and can come a moment later.
if (document.readyState === 'complete') openVenue()
else addEventListener('load', openVenue, { once: true })
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const postForm = (path, fields) =>
  fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers: { accept: 'application/json' } })

/** What a browser refuses to keep is forgotten with the page, and that is all. */
const memoryIn = (store) => ({
  get(key) {
    try {
      return JSON.parse(window[store].getItem(`guyub:demo:${key}`))
    } catch {
      return null
    }
  },
  set(key, value) {
    try {
      window[store].setItem(`guyub:demo:${key}`, JSON.stringify(value))
    } catch {}
  },
})
const memory = memoryIn('sessionStorage')
/** A wish, not a place in a story: it outlives the tab. */
const wishes = memoryIn('localStorage')

// ── Captions ──

const captions = document.getElementById('captions')
const keptCaptions = wishes.get('captions')
if (keptCaptions !== null) captions.checked = keptCaptions
const showCaptions = () => document.documentElement.classList.toggle('captioned', captions.checked)
captions.addEventListener('change', () => {
  wishes.set('captions', captions.checked)
  showCaptions()
})
showCaptions()

/** English of what the tour said, by the id under which the line comes back. */
const meant = memory.get('meant') ?? {}

function underline(line, text, kind) {
  let note = line.querySelector(`.${kind}`)
  if (!note) {
    note = Object.assign(document.createElement('p'), { className: `gloss ${kind}`, lang: 'en' })
    // What it means stands under what was said, what it stored at the end.
    if (kind === 'means') line.querySelector('.bubble').after(note)
    else line.append(note)
  }
  note.textContent = text
}

function translate(line) {
  const english = meant[(line.dataset.client ?? '').split(':')[0]]
  if (english) underline(line, english, 'means')
}

// ── Phones ──

const panels = new Map([...document.querySelectorAll('.handset')].map((one) => [one.dataset.panel, one]))
const phones = new Map(
  [...panels].map(([role, panel]) => {
    for (const line of panel.querySelectorAll('.line.mine')) translate(line)
    const phone = createPhone(panel.querySelector('.phone'), (line, by) => {
      if (by === 'person') translate(line)
      look(role)
    })
    return [role, phone]
  }),
)

const looking = new Map()
/** What the last messages stored: under their bubbles in a line, and in the drawer in full. */
function look(role) {
  clearTimeout(looking.get(role))
  looking.set(
    role,
    setTimeout(async () => {
      const response = await fetch(`/demo/jejak?hp=${role}`).catch(() => null)
      if (!response?.ok) return
      const { lines, html } = await response.json()
      panels.get(role).querySelector('.rows').innerHTML = html
      for (const [id, text] of Object.entries(lines)) {
        const line = document.getElementById(id)
        if (line) underline(line, text, 'trace')
      }
    }, 250),
  )
}
for (const role of phones.keys()) look(role)

// ── Tabs ──

function show(panel) {
  say.show = panel
  if (panel === 'warga' || panel === 'tamu') say.third = panel
  for (const tab of document.querySelectorAll('.tabs [data-tab]'))
    tab.setAttribute('aria-pressed', String(tab.dataset.tab === panel))
}
for (const tab of document.querySelectorAll('.tabs [data-tab]'))
  tab.addEventListener('click', () => show(tab.dataset.tab))
for (const button of document.querySelectorAll('button[data-third]'))
  button.addEventListener('click', () => show(button.dataset.third))

// ── The stream ──

const notice = lossNotice((text) => {
  net.textContent = text
})
follow(() => say.stream, {
  open() {
    notice.found()
    for (const phone of phones.values()) phone.connected()
  },
  error: () => notice.lost(say.sayOffline),
  message(event) {
    const line = JSON.parse(event.data)
    say.stream = `/demo/aliran?${new URLSearchParams({ sejak: event.lastEventId })}`
    phones.get(line.phone).show(line)
  },
  // The venue screen in its frame has no stream of its own: it is told through ours.
  kabar: pokeVenue,
  waktu(event) {
    const { epoch, html } = JSON.parse(event.data)
    // Somebody began anew, in this browser or another one: nothing of this page is true any more.
    if (String(epoch) !== say.epoch) return location.reload()
    document.getElementById('time').innerHTML = html
    heard = performance.now()
    tick()
  },
})

// ── The clock ──

let heard = performance.now()
const format = new Intl.DateTimeFormat('id-ID', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZone: say.zone,
})

const shownTime = () => document.querySelector('#time time')
const now = () => Number(shownTime().dataset.now) + performance.now() - heard

function tick() {
  shownTime().textContent = `${format.format(now()).replaceAll(':', '.')} ${say.zoneLabel}`
}
setInterval(tick, 1000)
tick()

const clock = document.getElementById('clock')
clock.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = event.submitter
  const label = button.querySelector('span')
  if (button.dataset.sure && !button.classList.contains('sure')) {
    const text = label.textContent
    label.textContent = button.dataset.sure
    button.classList.add('sure')
    await pause(4000)
    label.textContent = text
    button.classList.remove('sure')
    return
  }
  if (button.value === 'reset') {
    for (const key of ['tour', 'meant', 'photo']) memory.set(key, null)
    for (const role of phones.keys()) sessionStorage.removeItem(`guyub:unsent:/obrolan?hp=${role}`)
  }
  await move(button.value)
})

/** @returns the demo's time, or null when it did not move */
async function move(step, times = 1) {
  const response = await postForm('/demo/waktu', { langkah: step, kali: times }).catch(() => null)
  net.textContent = response?.ok ? '' : say.sayFailed
  if (!response?.ok) return null
  const moved = await response.json()
  shownTime().dataset.now = moved.now
  heard = performance.now()
  tick()
  return moved
}

startTour({
  panels,
  phones,
  show,
  memory,
  clock: { now, move, ask: async () => (await fetch('/demo/waktu')).json() },
  meaning(id, english) {
    meant[id] = english
    memory.set('meant', meant)
  },
})
history.scrollRestoration = 'manual'
