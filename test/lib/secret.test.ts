import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { equal, openSecret } from '../../src/lib/secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'guyub-secret-'))
afterAll(() => rmSync(folder, { recursive: true }))

const given = 'a'.repeat(32)
const secret = openSecret(given, folder)
const later = new Date('2026-11-23T01:00:00Z')
const now = new Date('2026-11-23T00:00:00Z')

describe('a signature', () => {
  it('fits its text and purpose only', () => {
    const signature = secret.sign('webchat', 'ana')
    expect(signature).toMatch(/^[\w-]{49}$/)
    expect(secret.verify('webchat', 'ana', signature)).toBe(true)
    expect(secret.verify('webchat', 'budi', signature)).toBe(false)
    expect(secret.verify('screen', 'ana', signature)).toBe(false)
    expect(secret.verify('webchat', 'ana', '')).toBe(false)
    expect(secret.verify('webchat', 'ana', `${signature}x`)).toBe(false)
    expect(openSecret('b'.repeat(32), folder).verify('webchat', 'ana', signature)).toBe(false)
  })

  it('outlives a rotation as long as the old secret is named', () => {
    const signature = secret.sign('webchat', 'ana')
    const rotated = openSecret(`${'c'.repeat(40)} ${given}`, folder)
    expect(rotated.verify('webchat', 'ana', signature)).toBe(true)
    expect(secret.verify('webchat', 'ana', rotated.sign('webchat', 'ana'))).toBe(false)
  })
})

describe('a token', () => {
  it('carries its payload until it expires', () => {
    const token = secret.token('report', '{"unit":7}', later)
    expect(secret.readToken('report', token, now)).toBe('{"unit":7}')
    expect(secret.readToken('report', token, later)).toBeNull()
    expect(secret.readToken('other', token, now)).toBeNull()
  })

  it('cannot be changed', () => {
    const [payload = '', expires = '', signature = ''] = secret.token('report', 'seven', later).split('.')
    const forged = [
      `${Buffer.from('eight').toString('base64url')}.${expires}.${signature}`,
      `${payload}.zzzzzzz.${signature}`,
      `${payload}.${expires}.${signature}.x`,
      `${payload}.${expires}`,
      '',
    ]
    expect(forged.map((token) => secret.readToken('report', token, now))).toEqual([
      null,
      null,
      null,
      null,
      null,
    ])
  })
})

it('digests the same code to the same text, another secret to another', () => {
  expect(secret.digest('claim', 'GUYUB-7KQ2')).toBe(secret.digest('claim', 'GUYUB-7KQ2'))
  expect(secret.digest('claim', 'GUYUB-7KQ2')).not.toBe(secret.digest('admin', 'GUYUB-7KQ2'))
  expect(equal('a', 'a')).toBe(true)
  expect(equal('a', 'ab')).toBe(false)
})

it('is made once in the data directory, for its owner only', () => {
  const dataDir = join(folder, 'data')
  const first = openSecret(null, dataDir)
  const file = join(dataDir, 'secret')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8').trim().length).toBeGreaterThanOrEqual(60)
  expect(openSecret(null, dataDir).sign('p', 't')).toBe(first.sign('p', 't'))
  expect(readdirSync(dataDir)).toEqual(['secret'])
})

it('refuses a short secret', () => {
  expect(() => openSecret('short', folder)).toThrow(/at least 32/)
  expect(() => openSecret(`${given} short`, folder)).toThrow(/at least 32/)
})
