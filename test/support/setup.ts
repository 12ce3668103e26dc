import { afterEach, beforeEach, expect, vi } from 'vitest'

/**
 * libsignal's own words about a message that it could not read yet, which is then asked for again. In the program they
 * are silenced (channels/whatsapp/guard.ts); here the spy stands above that.
 */
const SIGNAL = /^(Failed to decrypt message with any known session|Session error:)/

// An unexpected console.error is a failure nobody looked at: it fails the test that caused it.
beforeEach(() => {
  vi.spyOn(console, 'error')
})
afterEach(() => {
  const calls = vi.mocked(console.error).mock.calls.filter(([first]) => !SIGNAL.test(String(first)))
  // Also when this fails: the next test is not to blame.
  vi.restoreAllMocks()
  expect(calls, 'unexpected console.error').toEqual([])
})
