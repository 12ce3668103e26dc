// What a page hears while it is open. A browser allows six connections to a host, over all of its tabs, and a stream keeps
// one: so a page has one stream at most, and none while nobody looks at it.

/**
 * Server-sent events that begin again by themselves, also after an answer at which a browser gives up for good. A hidden
 * page gives its connection back, and goes on where it was when it is seen again.
 * @param address where to begin, asked anew each time: with the cursor of the last event
 */
export function follow(address, on) {
  let source = null
  let timer

  function begin() {
    clearTimeout(timer)
    if (source || document.visibilityState === 'hidden') return
    const mine = new EventSource(address())
    source = mine
    for (const [name, hear] of Object.entries(on)) mine.addEventListener(name, hear)
    mine.addEventListener('error', () => {
      if (mine.readyState !== EventSource.CLOSED || source !== mine) return
      end()
      timer = setTimeout(begin, 3000)
    })
  }

  function end() {
    clearTimeout(timer)
    source?.close()
    source = null
  }

  document.addEventListener('visibilitychange', () =>
    document.visibilityState === 'hidden' ? end() : begin(),
  )
  addEventListener('pagehide', end)
  addEventListener('pageshow', begin)
  begin()
}

/** A sentence about a lost connection. A short gap heals by itself and is not worth a word. */
export function lossNotice(show) {
  let timer = null
  return {
    found() {
      clearTimeout(timer)
      timer = null
      show('')
    },
    lost(text) {
      // Not begun again by each try that fails, or it would never be said.
      timer ??= setTimeout(() => show(text), 2500)
    },
  }
}
