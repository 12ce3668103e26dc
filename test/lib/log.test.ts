import { describe, expect, it } from 'vitest'
import { createLog } from '../../src/lib/log.ts'

const lines: string[] = []
const log = createLog(
  { logLevel: 'info', instance: 'test:1' },
  { write: (line: string) => void lines.push(line) },
)
const logged = (record: Record<string, unknown>, message = 'm') => {
  lines.length = 0
  log.warn(record, message)
  return lines.join('')
}

describe('the log', () => {
  it.each([
    'nomor 081234567890 ya',
    'hubungi 0812-3456-7890',
    'hubungi +62 812 3456 7890',
    'NIP 198503172010012999',
    'NIP 19680411 199303 1 009',
    'NIK 1971054107900001',
    'NIK 1971 0541 0790 0001',
    'chat 1234567890',
  ])('hides the number in "%s"', (text) => {
    const numbers = /\d{6,}|\d[\d .-]{9,}\d/
    expect(logged({ note: text }, text)).toContain('[digits]')
    expect(logged({ note: text }, text).replace(/"time":"[^"]*"/, '')).not.toMatch(numbers)
    expect(logged({ err: new Error(text) }).replace(/"time":"[^"]*"/, '')).not.toMatch(/\d{9,}/)
  })

  it('hides what people wrote, by the name of its field, at any depth', () => {
    const line = logged({
      incoming: { text: 'saya sakit', from: { id: 'x' }, payload: { text: 'rahasia' } },
      list: [{ caption: 'foto saya' }],
      name: 'Siti Rahmawati',
      code: '482913',
    })
    expect(line).not.toMatch(/sakit|rahasia|foto|Siti|482913/)
    expect(line).toContain('[10 characters]')
  })

  it('hides tokens and passwords in addresses', () => {
    const line = logged({
      err: new Error('POST https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/x'),
    })
    expect(line).not.toContain('AAHdq')
    expect(logged({ url: 'postgres://guyub:hemlig@db/guyub' })).not.toContain('hemlig')
  })

  it('keeps what an operator needs', () => {
    const cause = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' })
    const line = JSON.parse(
      logged(
        { err: new Error('lost', { cause }), row: '1234', count: 7n, ok: true, at: new Date(0) },
        'waits',
      ),
    )
    expect(line).toMatchObject({
      level: 'warn',
      instance: 'test:1',
      msg: 'waits',
      row: '1234',
      count: 7,
      ok: true,
      at: '1970-01-01T00:00:00.000Z',
      err: {
        type: 'Error',
        message: 'lost',
        cause: { code: 'ECONNREFUSED', message: 'connect ECONNREFUSED 127.0.0.1:5432' },
      },
    })
    expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(line.err.stack).toContain('log.test.ts')
  })

  it('masks the message that pino takes from an error', () => {
    lines.length = 0
    log.error(new Error('nomor 081234567890'))
    log.error({ err: new Error('nomor 081234567890') })
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['nomor [digits]', 'nomor [digits]'])
  })

  it('survives what cannot be written', () => {
    const round: Record<string, unknown> = { a: 1 }
    round.self = round
    expect(logged({ round, fn: () => 1, none: undefined, nan: Number.NaN })).toContain('"msg":"m"')
  })

  it('is silent below its level', () => {
    lines.length = 0
    log.debug({}, 'no')
    expect(lines).toEqual([])
  })
})
