import { expect, test } from 'vitest'
import {
  ctxOf,
  readStanding,
  reopen,
  type Standing,
  setAside,
  writeStanding,
} from '../../src/conversation/standing.ts'

const row = (standing: Standing) => ({ ...writeStanding(standing), offers: [], misses: 0 })
const empty = readStanding(null)
const code = {
  text: 'KAPAL 27',
  at: '2026-11-23T00:13:05.000Z',
  clock: 'platform',
  forwarded: false,
  edited: false,
  place: null,
  inboxId: '41',
}
const waiting = { waiting: [code] }
const session = { kind: null, title: null, place: null, date: null, time: null, units: null }

test('who speaks is stored with the dialog, and comes back with it', () => {
  const read = readStanding({ dialog: 'new-session', state: session, offers: [], resume: null, misses: 0 })
  expect(read.active?.speaker).toBeNull()
  const spoken: Standing = { ...read, active: read.active && { ...read.active, speaker: 7 } }
  const again = readStanding(row(spoken))
  expect(again.active).toMatchObject({ speaker: 7, state: session })
  expect(again.active?.dialog.name).toBe('new-session')
})

test('several dialogs are set aside, each once, the last comes back first', () => {
  const checkIn = readStanding({ dialog: 'check-in', state: waiting, offers: [], resume: null, misses: 0 })
  const both = setAside({
    ...setAside(checkIn),
    active: readStanding({ dialog: 'new-session', state: session, offers: [], resume: null, misses: 0 })
      .active,
  })
  const stored = readStanding(row(both))
  expect(stored.aside.map((one) => one.dialog)).toEqual(['check-in', 'new-session'])
  expect(reopen(stored).active?.dialog.name).toBe('new-session')
  const named = reopen(reopen(stored), 'check-in')
  expect(named.active?.state).toEqual(waiting)
  expect(named.aside.map((one) => one.dialog)).toEqual(['new-session'])
})

test('a question about a request is not worth coming back to', () => {
  const state = { said: { ...code }, able: [1, 2], kind: 'own', about: '41' }
  const asking = readStanding({ dialog: 'speaker', state, offers: [], resume: null, misses: 0 })
  expect(asking.active).not.toBeNull()
  expect(setAside(asking).aside).toEqual([])
})

test('somebody who left the phone speaks no more', () => {
  const read = readStanding({ dialog: 'new-session', state: session, offers: [], resume: null, misses: 0 })
  const people = [{ id: 7 }, { id: 8 }]
  const ctx = { person: null, people } as never
  const active = (speaker: number | null) => ({ ...read.active, speaker }) as never
  expect(ctxOf(active(7), ctx).person).toBe(people[0])
  expect(ctxOf(active(9), ctx).person).toBeNull()
  expect(ctxOf(active(null), ctx).person).toBeNull()
})

test('what an older version stored begins afresh', () => {
  expect(readStanding({ dialog: 'check-in', state: code, offers: [], resume: {}, misses: 0 })).toMatchObject({
    active: null,
    aside: [],
  })
  expect(empty).toMatchObject({ active: null, lost: null, aside: [] })
})
