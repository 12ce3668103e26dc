import { describe, expect, it } from 'vitest'
import { drawPng } from '../../src/lib/picture.ts'
import { fitted, svg, text } from '../../src/lib/svg.ts'

const dark = { fill: '#000000' }

describe('a picture', () => {
  it('is drawn with its letters, many at a time', async () => {
    const words = svg(400, 100, '#ffffff', [text(10, 60, 40, 'Terkumpul 642', dark)])
    const [empty, one, two] = await Promise.all([
      drawPng(svg(400, 100, '#ffffff', [])),
      drawPng(words),
      drawPng(words),
    ])
    expect([one?.readUInt32BE(16), one?.readUInt32BE(20)]).toEqual([400, 100])
    expect(one?.equals(two as Buffer)).toBe(true)
    // Without its font a text would be nothing.
    expect(one?.length).toBeGreaterThan((empty?.length ?? 0) * 2)
  })

  it('says when it cannot be drawn, and goes on drawing', async () => {
    await expect(drawPng('<svg')).rejects.toThrow()
    await expect(drawPng(svg(1, 1, '#ffffff', []))).resolves.toBeInstanceOf(Buffer)
  })

  it('takes any name, and no markup', async () => {
    const name = `</text><image href="file:///etc/passwd"/>\u0000\ud800 & "Kelurahan"`
    const drawing = svg(400, 100, '#ffffff', [text(10, 60, 12, name, dark)])
    expect(drawing).not.toContain('<image')
    expect((await drawPng(drawing)).length).toBeGreaterThan(500)
  })

  it('cuts what is too long for its place', () => {
    expect(fitted('Air Itam', 20, 400)).toBe('Air Itam')
    expect(fitted('Kelurahan dengan nama yang panjang', 20, 120)).toBe('Kelurahan…')
  })
})
