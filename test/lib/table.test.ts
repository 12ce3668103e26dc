import { strToU8, zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readTable } from '../../src/lib/table.ts'
import { writeXlsx } from '../../src/lib/xlsx.ts'

const TYPES =
  '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"></Types>'
const BOOK =
  '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
const RELS =
  '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'

/** A workbook by hand: what no program would write. */
function workbook(rows: string, more: Record<string, Uint8Array> = {}): Buffer {
  const sheet = `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`
  return Buffer.from(
    zipSync({
      '[Content_Types].xml': strToU8(TYPES),
      'xl/workbook.xml': strToU8(BOOK),
      'xl/_rels/workbook.xml.rels': strToU8(RELS),
      'xl/worksheets/sheet1.xml': strToU8(sheet),
      ...more,
    }),
  )
}

describe('a table from outside', () => {
  it('keeps what is a number a number, and names rows as the spreadsheet does', async () => {
    const sheet = {
      name: 'Pegawai',
      columns: [
        { title: 'Nama', width: 9 },
        { title: 'NIP', width: 9 },
      ],
    }
    const bytes = await writeXlsx([
      {
        ...sheet,
        rows: [
          ['Siti ', '0123'],
          [null, null],
          ['Budi', Number('198503172010012999')],
        ],
      },
    ])
    expect(await readTable(bytes)).toEqual({
      sheets: [
        [
          { row: 1, cells: ['Nama', 'NIP'] },
          { row: 2, cells: ['Siti', '0123'] },
          { row: 4, cells: ['Budi', Number('198503172010012999')] },
        ],
      ],
    })
  })

  it('of 50,000 rows at most: more are not even read', async () => {
    const rows = '<row><c t="inlineStr"><is><t>a</t></is></c></row>'.repeat(200_000)
    const begun = performance.now()
    expect(await readTable(workbook(rows))).toEqual({ problem: 'tooLong' })
    expect(performance.now() - begun).toBeLessThan(5_000)
    expect(await readTable(Buffer.from('nama,unit\n'.repeat(200_000)))).toEqual({ problem: 'tooLong' })
  })

  it('that says it is a bomb is refused unread', async () => {
    const bomb = workbook('', { 'xl/media/a.bin': new Uint8Array(201 * 1024 * 1024) })
    expect(bomb.length).toBeLessThan(1024 * 1024)
    expect(await readTable(bomb)).toEqual({ problem: 'tooLarge' })
  })

  it('that lies about its size is stopped where it lied', async () => {
    const bytes = workbook('<row r="1"><c r="A1"><v>1</v></c></row>', {
      'xl/styles.xml': new Uint8Array(50 * 1024 * 1024),
    })
    const name = bytes.lastIndexOf('xl/styles.xml')
    bytes.writeUInt32LE(100, name - 46 + 24)
    expect(await readTable(bytes)).toEqual({ problem: 'broken' })
  })

  it('with one cell at the far end costs no more than its limit', async () => {
    const line = (row: number) => `<row r="${row}"><c r="A${row}"><v>1</v></c></row>`
    const rows = `${Array.from({ length: 40_000 }, (_, at) => line(at + 1)).join('')}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`
    expect(await readTable(workbook(rows))).toEqual({ problem: 'tooLarge' })
  }, 70_000)

  it.each([
    ['an old workbook, or one with a password', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'oldExcel'],
    ['a ZIP that is no workbook', Buffer.from(zipSync({ 'a.txt': strToU8('a') })), 'broken'],
    ['a torn workbook', workbook('<row/>').subarray(0, 300), 'broken'],
    ['more than 10 MB', Buffer.alloc(10 * 1024 * 1024 + 1, 'a'), 'tooLarge'],
  ])('%s is refused', async (_, bytes, problem) => {
    expect(await readTable(bytes)).toEqual({ problem })
  })
})
