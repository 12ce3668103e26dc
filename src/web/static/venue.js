// The venue screen in its frame: the real page, of which the tour reads what somebody who stands before it would read.

const venue = document.getElementById('venue')
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const part = (selector) => venue.contentDocument?.querySelector(selector) ?? null
/** Times a quarter of a second: a slow machine is no fault of the page. */
const TRIES = 200

export function openVenue() {
  venue.src = venue.dataset.src
}

export function pokeVenue() {
  venue.contentWindow?.postMessage('kabar', location.origin)
}

/** @returns null when it does not come to pass */
async function until(look) {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = look()
    if (found) return found
    await pause(250)
  }
  return null
}

/** The four digits of a screen that waits. One whose digits ran out, or that shows another apel, is opened anew. */
export function readDigits(now) {
  let opened = false
  return until(() => {
    const waiting = part('main[data-phase=waiting]')
    if (waiting && Number(waiting.dataset.until) > now()) {
      return /\d{4}/.exec(part('.digits').textContent)?.[0]
    }
    if (!opened && part('main')) {
      opened = true
      openVenue()
    }
    return null
  })
}

/** The code that the screen shows, once it has followed the clock. */
export function readCode(now) {
  return until(() => {
    const code = part('main[data-phase=open] #code')
    if (!code || !(Number(code.dataset.from) <= now() && now() < Number(code.dataset.to))) return null
    return [...code.children].map((one) => one.textContent).join(' ')
  })
}
