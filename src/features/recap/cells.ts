/** What a cell may hold. */
export type Cell = string | number | null

/**
 * A text that a spreadsheet would take for a formula (`=cmd|…` as somebody's name) gets an apostrophe in front. The cells of
 * our workbooks are typed, so it is a text already; but offices save them as CSV and open that.
 */
export const safeText = (text: string): string => (/^[\s]*[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text)

export const safeRow = (row: Cell[]): Cell[] =>
  row.map((cell) => (typeof cell === 'string' ? safeText(cell) : cell))
