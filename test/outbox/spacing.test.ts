import { expect, it } from 'vitest'
import { isGroup, spaceChats } from '../../src/outbox/spacing.ts'

it('a chat gets one a second, a group one in three, others do not wait', () => {
  let now = 1_000
  const { place } = spaceChats(() => now)
  expect([place('1'), place('1'), place('2'), place('1')]).toEqual([0, 1_000, 0, 2_000])
  expect([place('-5'), place('-5')]).toEqual([0, 3_000])
  now += 10_000
  expect([place('1'), place('-5')]).toEqual([0, 0])
})

it('knows the groups of both messengers', () => {
  expect([isGroup('-100123'), isGroup('1203630@g.us'), isGroup('628@s.whatsapp.net'), isGroup('77')]).toEqual(
    [...[true, true, false, false]],
  )
})
