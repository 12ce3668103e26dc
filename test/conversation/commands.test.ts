import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandOf } from '../../src/conversation/commands.ts'
import type { Said } from '../../src/conversation/dialog.ts'

const said = (text: string, intent: string | null = null, confidence: 'sure' | 'weak' = 'weak'): Said => ({
  ...{ text, at: new Date(0), clock: 'platform', forwarded: false, edited: false, inboxId: 1n },
  meaning: { intent, slots: {}, when: null, quantity: null, confidence },
})

describe('words that work everywhere', () => {
  it.each([
    ['menu', 'menu'],
    ['/menu', 'menu'],
    ['Menu.', 'menu'],
    ['BATAL!', 'cancel'],
    ['batal 🙏', 'cancel'],
    ['bantuan', 'help'],
    ['?', 'help'],
    ['ulang dari awal', 'restart'],
    ['ulangi', 'repeat'],
    ['lanjut', 'resume'],
    ['berhenti', 'stop'],
    ['mulai', 'go'],
    ['start', 'go'],
    ['privasi', 'privacy'],
    ['bahasa', 'language'],
  ])('%s', (text, command) => {
    expect(commandOf(said(text))).toBe(command)
  })

  it('are understood in other words only when there is no doubt', () => {
    expect(commandOf(said('gajadi deh', 'cancel', 'sure'))).toBe('cancel')
    expect(commandOf(said('gajadi deh', 'cancel', 'weak'))).toBeNull()
    expect(commandOf(said('jangan kirim pesan lagi', 'opt_out', 'sure'))).toBe('stop')
  })

  it('are nothing else: a word inside a sentence, or a word of the language that this is written in', () => {
    for (const text of ['menu makan siang', 'mau batal nikah', 'constructor', '__proto__', 'toString', ''])
      expect(commandOf(said(text)), text).toBeNull()
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        const command = commandOf(said(`${one} kapal ${two}`, one))
        expect(command).toBeNull()
      }),
    )
  })
})
