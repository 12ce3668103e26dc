// The tour. Every step is said for real, by a press on a phone or in the tour's own panel, and every code is read off
// the venue screen. A step that went another way stays: it can be tried again or passed over, and nothing is claimed.

import { wordsOf } from './phone.js'
import { readCode, readDigits } from './venue.js'

const part = (id) => document.getElementById(id)
const say = part('stage').dataset
const steps = JSON.parse(say.tour)
const ANSWER_MS = 60000
/** A reminder may come before the answer: what was not expected is not yet the answer. */
const OTHER_MS = 4000
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const isNarrow = () => getComputedStyle(document.querySelector('.tabs')).display !== 'none'

/** @param deps panels and phones by role; show(panel); clock { now, ask, move }; memory; meaning(id, english) */
export function startTour({ panels, phones, show, clock, memory, meaning }) {
  const [go, skip] = [part('tour-go'), part('tour-skip')]
  let at = Math.min(memory.get('tour') ?? 0, steps.length)
  let photo = memory.get('photo')

  function draw(lost = false) {
    const step = steps[at]
    part('tour-step').textContent = step
      ? say.sayStep.replace('%n', String(at + 1)).replace('%all', String(steps.length))
      : ''
    part('tour-text').textContent = lost ? say.sayLost : (step?.text ?? say.sayDone)
    part('tour-gloss').textContent = lost ? say.sayLostGloss : (step?.gloss ?? say.sayDoneGloss)
    go.hidden = !step
    go.disabled = false
    skip.hidden = !lost
    for (const [role, panel] of panels) {
      const turn = step?.phone === role
      panel.classList.toggle('next', turn)
      panel.querySelector('.chips').replaceChildren(...(turn ? [chip(step)] : []))
    }
  }

  /** What will be said, on the phone that will say it. */
  function chip(step) {
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'chip' })
    const words = (text, code) =>
      text
        .replace('%digits', '····')
        .replace('%photo', photo ?? code)
        .replace('%code', code)
    const gloss = Object.assign(document.createElement('small'), { className: 'gloss', lang: 'en' })
    gloss.textContent = words(step.means, say.sayCodeGloss)
    button.append(words(step.say, say.sayCode), gloss)
    button.addEventListener('click', take)
    return button
  }

  function busy(on) {
    for (const button of [go, skip, ...document.querySelectorAll('.chip')]) button.disabled = on
  }

  async function take({ currentTarget }) {
    const step = steps[at]
    const fromPhone = currentTarget !== go
    busy(true)
    show(step.phone)
    const fine = await perform(step).catch(() => false)
    busy(false)
    if (fine) return pass(fromPhone)
    draw(true)
    go.focus({ preventScroll: true })
  }

  async function pass(toPhone) {
    at += 1
    memory.set('tour', at)
    draw()
    const panel = panels.get(steps[at]?.phone)
    if (!panel) return
    if (isNarrow()) {
      // Give the answer time to be read before another phone comes.
      if (say.show !== steps[at].phone) await pause(2500)
      show(steps[at].phone)
    }
    const next = toPhone || isNarrow() ? panel.querySelector('.chip') : go
    next?.focus({ preventScroll: true })
    if (isNarrow()) next?.scrollIntoView({ block: 'nearest' })
  }

  /** @returns whether it was said and answered as expected */
  async function perform(step) {
    if (step.fresh) await aheadOfLimit(step.fresh)
    if (step.minutes) await clock.move('minute', step.minutes)
    if (step.beforeLimit) {
      const { now, next } = await clock.ask()
      const minutes =
        next?.what === 'onTimeUntil' ? Math.floor((next.at - now) / 60000 - step.beforeLimit) : 0
      if (minutes > 0) await clock.move('minute', Math.min(60, minutes))
    }
    const values = {}
    if (step.say.includes('%digits')) values['%digits'] = await readDigits(clock.now)
    if (step.say.includes('%photo')) values['%photo'] = photo
    if (step.say.includes('%code')) values['%code'] = await readCode(clock.now)
    if (Object.values(values).some((value) => !value)) return false
    if (step.delay) await clock.move('minute', step.delay)

    const fill = (text) => text.replace(/%\w+/g, (name) => values[name] ?? name)
    const panel = panels.get(step.phone)
    // Of the last question, which need not be the last line: somebody new is also told who Guyub is.
    const question = [...panel.querySelectorAll('.line .choices')].at(-1)
    const offered = [...(question?.querySelectorAll('button') ?? [])]
    const button = step.press && offered.find((one) => step.press === 'first' || wordsOf(one) === step.say)
    // A button that is not there is not pressed by typing its name.
    if (step.press && !button) return false
    const answered = answerOn(panel, new RegExp(step.expect, 'm'))
    const text = button ? wordsOf(button) : fill(step.say)
    const id = phones.get(step.phone).send(button ? { [button.name]: button.value } : { teks: text }, text)
    meaning(id, button?.querySelector('.gloss')?.textContent ?? fill(step.means))
    const fine = await answered
    if (fine && step.photo) {
      photo = await readCode(clock.now)
      memory.set('photo', photo)
    }
    return fine
  }

  /** Somebody may have moved the clock before: the story needs so many minutes before a limit. */
  async function aheadOfLimit(minutes) {
    for (let tries = 0; tries < 8; tries += 1) {
      const { now, next } = await clock.ask()
      if (!next || (next.what === 'onTimeUntil' && next.at - now >= minutes * 60000)) return
      await clock.move('next')
    }
  }

  go.addEventListener('click', take)
  skip.addEventListener('click', () => pass(false))
  draw()
}

function answerOn(panel, expected) {
  return new Promise((resolve) => {
    let other
    const end = (fine) => {
      clearTimeout(patience)
      clearTimeout(other)
      watch.disconnect()
      resolve(fine)
    }
    const watch = new MutationObserver((changes) => {
      const lines = changes.flatMap(({ addedNodes }) => [...addedNodes])
      const heard = lines.filter((one) => one.classList?.contains('line') && !one.classList.contains('mine'))
      if (heard.some((one) => expected.test(one.querySelector('.text').textContent))) end(true)
      else if (heard.length > 0) other ??= setTimeout(() => end(false), OTHER_MS)
    })
    watch.observe(panel.querySelector('.lines'), { childList: true })
    const patience = setTimeout(() => end(false), ANSWER_MS)
  })
}
