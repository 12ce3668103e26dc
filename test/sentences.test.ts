import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readLocales } from '../src/lib/i18n.ts'
import { indonesianOf, sentencesIn } from './support/sentences.ts'

/** Folders whose words are read, never said (what people type), and the generated client. */
const READ = /^(language|conversation\/meaning|lib\/prisma)\//

const texts = (node: unknown): string[] =>
  typeof node === 'string' ? [node] : Object.values(node as object).flatMap(texts)
const { id, en } = readLocales()
const indonesian = indonesianOf(texts(id), texts(en))

describe('every sentence that a person reads stands in locales/', () => {
  it('none in the code', () => {
    const src = fileURLToPath(new URL('../src', import.meta.url))
    const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.tsx?$/.test(file) && !READ.test(file))
    expect(files.length).toBeGreaterThan(100)
    const found = files.flatMap((file) =>
      sentencesIn(file, readFileSync(join(src, file), 'utf8'), indonesian).map((text) => `${file}: ${text}`),
    )
    expect(found).toEqual([])
  })
})

describe('the checker itself', () => {
  const found = (code: string, file = 'x.tsx') => sentencesIn(file, code, indonesian)

  it('finds what is said', () => {
    expect(found("const x = { text: 'Mohon tunggu sebentar' }", 'x.ts')).toEqual(['Mohon tunggu sebentar'])
    expect(found(`const x = \`Terima kasih, \${name as string}.\``, 'x.ts')).toEqual(['Terima kasih, ….'])
    expect(found('const x = <p>Silakan <b>{name}</b></p>')).toEqual(['Silakan'])
    expect(found('const x = <input placeholder="Tulis pesan" aria-label="Mohon tunggu" />')).toHaveLength(2)
    expect(
      found("export const say = (ok: boolean) => (ok ? 'Kode itu sudah dipakai' : t('web:x'))"),
    ).toHaveLength(1)
    expect(found("export default { a: ['Pesan Anda belum terkirim'] }")).toHaveLength(1)
    expect(found("f('Sudah tercatat, terima kasih' as string)")).toHaveLength(1)
  })

  it('lets pass what is not said to people', () => {
    expect(found("import { x } from './mohon tunggu sebentar.ts'")).toEqual([])
    expect(found("type X = 'mohon tunggu sebentar'")).toEqual([])
    expect(found('db.sql`SELECT mohon, tunggu, sebentar FROM pesan`', 'x.ts')).toEqual([])
    expect(found(`const id = \`=tutup layar \${n} sekarang\``)).toEqual([])
    expect(found("throw new Error('the message was not stored')")).toEqual([])
    expect(found('const shape = /^(siapa|mohon tunggu)$/')).toEqual([])
    expect(found("const words = 'mohon tunggu sebentar'.split(' ')")).toEqual([])
    expect(found('// mohon tunggu sebentar')).toEqual([])
    expect(found('const x = <p class="pesan kirim tunggu">{t("web:name")}</p>').length).toBe(0)
  })
})
