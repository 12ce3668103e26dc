import { afterEach, beforeEach, expect, vi } from 'vitest'

// An unexpected console.error is a failure nobody looked at: it fails the test that caused it.
beforeEach(() => {
  vi.spyOn(console, 'error')
})
afterEach(() => {
  const calls = vi.mocked(console.error).mock.calls
  expect(calls, 'unexpected console.error').toEqual([])
  vi.restoreAllMocks()
})
