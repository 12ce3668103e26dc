// The demo's page: its phones, the clock and the tour. Everything comes by one stream; every step of the tour is said
// for real, and every code is read off the venue screen beside the phones.
import { createPhone, follow } from './phone.js'

const stage = document.getElementById('stage')
const say = stage.dataset
const net = document.getElementById('net')
const venue = document.getElementById('venue')
// The phones first: the screen is a page of its own, and can come a moment later.
const openVenue = () => {
  venue.src = venue.dataset.src
}
if (document.readyState === 'complete') openVenue()
else addEventListener('load', openVenue, { once: true })
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const postForm = (path, fields) =>
  fetch(path, { method: 'POST', body: new URLSearchParams(fields), headers: { accept: 'application/json' } })

/** What a browser refuses to keep is forgotten with the page, and that is all. */
const memory = {
  get(key) {
    try {
      return JSON.parse(sessionStorage.getItem(`guyub:demo:${key}`))
    } catch {
      return null
    }
  },
  set(key, value) {
    try {
      sessionStorage.setItem(`guyub:demo:${key}`, JSON.stringify(value))
    } catch {}
  },
}

// ── Captions ──

const captions = document.getElementById('captions')
const keptCaptions = memory.get('captions')
if (keptCaptions !== null) captions.checked = keptCaptions
const showCaptions = () => document.documentElement.classList.toggle('captioned', captions.checked)
captions.addEventListener('change', () => {
  memory.set('captions', captions.checked)
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

let lost
follow(() => say.stream, {
  open() {
    clearTimeout(lost)
    net.textContent = ''
    for (const phone of phones.values()) phone.connected()
  },
  error() {
    clearTimeout(lost)
    lost = setTimeout(() => {
      net.textContent = say.sayOffline
    }, 2500)
  },
  message(event) {
    const line = JSON.parse(event.data)
    say.stream = `/demo/aliran?${new URLSearchParams({ sejak: event.lastEventId })}`
    phones.get(line.phone).show(line)
  },
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

function tick() {
  const time = document.querySelector('#time time')
  const now = Number(time.dataset.now) + performance.now() - heard
  time.textContent = `${format.format(now).replaceAll(':', '.')} ${say.zoneLabel}`
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
  return response?.ok ? response.json() : null
}

// ── The tour ──

const steps = JSON.parse(say.tour)
const go = document.getElementById('tour-go')
const words = { step: 'tour-step', text: 'tour-text', gloss: 'tour-gloss' }
for (const [name, id] of Object.entries(words)) words[name] = document.getElementById(id)
let at = Math.min(memory.get('tour') ?? 0, steps.length)
let photo = memory.get('photo')

function draw(text, gloss) {
  const step = steps[at]
  words.step.textContent = step
    ? say.sayStep.replace('%n', String(at + 1)).replace('%all', String(steps.length))
    : ''
  words.text.textContent = text ?? step?.text ?? say.sayDone
  words.gloss.textContent = gloss ?? step?.gloss ?? say.sayDoneGloss
  go.hidden = !step
  for (const [role, panel] of panels) panel.classList.toggle('next', step?.phone === role)
}

/** Reads the venue screen, as somebody who stands before it would. */
async function onScreen(selector, fits, other) {
  for (let tries = 0; tries < 200; tries += 1) {
    const found = venue.contentDocument?.querySelector(selector)
    const text = found
      ? [...(found.children.length ? found.children : [found])]
          .map((one) => one.textContent)
          .join(' ')
          .trim()
      : ''
    const [read] = fits.exec(text) ?? []
    if (read && read !== other && found.offsetParent !== null) return read
    await pause(250)
  }
  return null
}
const CODE = /[A-Z]{3,8} \d\d/
const shownCode = (other) => onScreen('#code', CODE, other)

async function perform(step) {
  const before = venue.contentDocument?.querySelector('#code')
  const old = before ? [...before.children].map((one) => one.textContent).join(' ') : null
  let moved = false
  if (step.minutes) moved = Boolean(await move('minute', step.minutes))
  if (step.beforeLimit) {
    const { now, next } = await (await fetch('/demo/waktu')).json()
    const minutes = next?.what === 'onTimeUntil' ? Math.floor((next.at - now) / 60000 - step.beforeLimit) : 0
    if (minutes > 0) moved = Boolean(await move('minute', Math.min(60, minutes)))
  }
  // Who stands before the screen sees the code of the new moment, too.
  if (moved && old) await shownCode(old)
  const values = {}
  if (step.say.includes('%digits')) values['%digits'] = await onScreen('.digits', /\d{4}/)
  if (step.say.includes('%photo')) values['%photo'] = photo
  if (step.say.includes('%code')) values['%code'] = await shownCode(moved ? old : null)
  if (Object.values(values).some((value) => !value)) return false
  if (step.delay) await move('minute', step.delay)
  const fill = (text) => text.replace(/%\w+/g, (name) => values[name] ?? name)
  const panel = panels.get(step.phone)
  const answered = new Promise((resolve) => {
    const watch = new MutationObserver((changes) => {
      for (const { addedNodes } of changes)
        for (const node of addedNodes)
          if (node.classList?.contains('line') && !node.classList.contains('mine')) {
            watch.disconnect()
            resolve(new RegExp(step.expect, 'm').test(node.querySelector('.text').textContent))
          }
    })
    watch.observe(panel.querySelector('.lines'), { childList: true })
    setTimeout(() => {
      watch.disconnect()
      resolve(false)
    }, 60000)
  })
  const offered = [...panel.querySelectorAll('.line:last-child .choices button')]
  const labelOf = (one) => one.firstChild.textContent.trim()
  const button = step.press && offered.find((one) => step.press === 'first' || labelOf(one) === step.say)
  const phone = phones.get(step.phone)
  const text = button ? labelOf(button) : fill(step.say)
  const id = phone.send(button ? { [button.name]: button.value } : { teks: text }, text)
  meant[id] = button?.querySelector('.gloss')?.textContent ?? fill(step.means)
  memory.set('meant', meant)
  const fine = await answered
  if (step.photo) {
    photo = await shownCode(null)
    memory.set('photo', photo)
  }
  return fine
}

go.addEventListener('click', async () => {
  const step = steps[at]
  go.disabled = true
  show(step.phone)
  const fine = await perform(step).catch(() => false)
  go.disabled = false
  at += 1
  memory.set('tour', at)
  if (fine) draw()
  else draw(say.sayLost, say.sayLostGloss)
  // On a narrow screen the next press is beside the screen; give the answer time to be read.
  if (getComputedStyle(document.querySelector('.tabs')).display !== 'none') {
    await pause(2500)
    show('layar')
  }
  go.focus({ preventScroll: true })
})
draw()
history.scrollRestoration = 'manual'
