// One phone: shows what is said and heard as it happens, and sends without leaving the page. What could not be sent is
// kept (also over a reload) and sent again under the same id, so it is never doubled. Whoever makes it tells it what the
// stream brings; `shown` hears of every new line.

import { lossNotice } from './stream.js'

export function createPhone(root, shown = () => {}) {
  const find = (selector) => root.querySelector(selector)
  const composer = find('.composer')
  const input = find('textarea')
  const lines = find('.lines')
  const log = find('.log')
  const typing = find('.typing')
  const state = find('.state')
  const say = composer.dataset
  const action = composer.getAttribute('action')
  const storeKey = `guyub:unsent:${action}`

  // ── Showing ──

  // At the end of the conversation the page stays there, also when the phone's keyboard or a notice takes its room.
  let following = true
  const toBottom = () => {
    following = true
    log.scrollTop = log.scrollHeight
  }
  log.addEventListener('scroll', () => {
    following = log.scrollHeight - log.scrollTop - log.clientHeight < 120
  })
  new ResizeObserver(() => following && toBottom()).observe(log)
  const place = (key) => key.split('.').map(Number)

  function isBefore(a, b) {
    const [x, y] = [place(a), place(b)]
    const differs = [0, 1, 2].find((i) => x[i] !== y[i])
    return differs !== undefined && x[differs] < y[differs]
  }

  function show({ id, by, html, key }) {
    if (key) say.last = key
    if (document.getElementById(id)) return
    const holder = document.createElement('template')
    // Drawn and escaped by our own server, the same way as the page itself.
    holder.innerHTML = html
    const line = holder.content.firstElementChild
    const mine = line.dataset.client
    if (mine) settle(mine)
    const later = [...lines.children].find(
      (other) => other.classList.contains('waiting') || isBefore(line.dataset.key, other.dataset.key),
    )
    lines.insertBefore(line, later ?? null)
    prepare(line)
    find('.empty')?.remove()
    if (by === 'bot') {
      heard += 1
      think(false)
    }
    if (following || mine) toBottom()
    shown(line, by)
  }

  let thinking
  let heard = 0
  function think(on) {
    clearTimeout(thinking)
    typing.hidden = !on
    if (on) thinking = setTimeout(() => think(false), 8000)
  }

  function showWaiting(message) {
    find('.empty')?.remove()
    const line = document.createElement('li')
    line.className = 'line mine waiting'
    line.dataset.waiting = message.id
    line.innerHTML = '<div class="bubble"><div class="text"></div><span class="note"></span></div>'
    line.querySelector('.text').textContent = message.label
    line.querySelector('.note').textContent = say.sayPending
    lines.append(line)
    toBottom()
  }

  const waiting = (id) => [...lines.querySelectorAll('.waiting')].find((line) => line.dataset.waiting === id)
  const note = (id, text) => {
    const mark = waiting(id)?.querySelector('.note')
    if (mark) mark.textContent = text
  }

  // ── Sending: one after the other, in order, until each is answered ──

  let queue = read()
  let busy = false
  let wait = 0
  let timer

  function read() {
    try {
      return JSON.parse(sessionStorage.getItem(storeKey)) ?? []
    } catch {
      return []
    }
  }

  function keep() {
    try {
      sessionStorage.setItem(storeKey, JSON.stringify(queue))
    } catch {}
  }

  /** The message is stored: its waiting bubble goes when the real one comes. */
  function settle(client) {
    const id = client.split(':')[0]
    waiting(id)?.remove()
    queue = queue.filter((message) => message.id !== id)
    keep()
  }

  function newId() {
    return [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('')
  }

  /** @returns the id under which the line will come back */
  function send(fields, label) {
    const message = { id: newId(), fields, label }
    queue.push(message)
    keep()
    showWaiting(message)
    pump()
    return message.id
  }

  async function pump() {
    if (busy || queue.length === 0) return
    busy = true
    clearTimeout(timer)
    const message = queue[0]
    const pause = await attempt(message)
    busy = false
    if (pause === null) {
      wait = 0
      queue = queue.filter((other) => other !== message)
      keep()
      pump()
    } else {
      timer = setTimeout(pump, pause)
    }
  }

  /** @returns null when it is over, for good or bad; else milliseconds until the next try */
  async function attempt(message) {
    const heardBefore = heard
    const again = () => {
      wait = Math.min(15000, wait ? wait * 2 : 1000)
      note(message.id, say.sayRetry)
      return wait
    }
    let response
    try {
      const body = new URLSearchParams({ ...message.fields, id: message.id })
      response = await fetch(action, { method: 'POST', body, headers: { accept: 'application/json' } })
    } catch {
      state.textContent = say.sayOffline
      return again()
    }
    state.textContent = ''
    if (response.ok) {
      // The answer is often here before the receipt.
      if (heard === heardBefore) think(true)
      toBottom()
      return null
    }
    if (response.status === 429) {
      note(message.id, say.sayRetry)
      return 1000 * (Number(response.headers.get('retry-after')) || 5)
    }
    if (response.status >= 500) return again()
    const { error } = await response.json().catch(() => ({}))
    note(message.id, error ? `${say.sayRefused}: ${error}` : say.sayRefused)
    return null
  }

  for (const message of queue) showWaiting(message)
  addEventListener('online', () => pump())

  // ── The form, the buttons, the place ──

  function grow() {
    if (CSS.supports('field-sizing', 'content')) return
    input.style.height = 'auto'
    input.style.height = `${input.scrollHeight + 2}px`
  }

  composer.addEventListener('submit', (event) => {
    event.preventDefault()
    const text = input.value
    if (text.trim() === '') return input.focus()
    input.value = ''
    grow()
    send({ teks: text }, text)
  })
  input.addEventListener('input', grow)
  input.addEventListener('keydown', (event) => {
    // With a keyboard Enter sends; on a phone it begins a new line, as in every messenger.
    if (
      event.key !== 'Enter' ||
      event.shiftKey ||
      event.isComposing ||
      !matchMedia('(pointer: fine)').matches
    )
      return
    event.preventDefault()
    composer.requestSubmit()
  })

  log.addEventListener('submit', (event) => {
    event.preventDefault()
    const button = event.submitter
    const label = { place: say.sayPlace, phone: say.sayPhone }[button.name === 'contoh' ? button.value : '']
    send({ [button.name]: button.value }, label ?? wordsOf(button))
    input.focus({ preventScroll: true })
  })

  function locate() {
    const failed = () => {
      state.textContent = say.sayDenied
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        state.textContent = ''
        const { latitude, longitude, accuracy } = coords
        send({ lintang: latitude, bujur: longitude, ketelitian: accuracy }, say.sayPlace)
      },
      failed,
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    )
  }

  function prepare(part) {
    if (!('geolocation' in navigator) || !isSecureContext) return
    for (const button of part.querySelectorAll('.locate')) {
      button.hidden = false
      button.addEventListener('click', locate)
    }
  }
  prepare(root)
  grow()
  toBottom()

  const notice = lossNotice((text) => {
    state.textContent = text
  })
  return {
    show,
    send,
    focus: () => input.focus({ preventScroll: true }),
    /** Where the stream shall go on. */
    last: () => say.last,
    stream: say.stream,
    connected() {
      notice.found()
      pump()
    },
    disconnected: () => notice.lost(say.sayOffline),
  }
}

/** What a button says, without its English. */
export const wordsOf = (button) => button.firstChild.textContent.trim()
