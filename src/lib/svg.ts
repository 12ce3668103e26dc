/** The few shapes of which our pictures are made; sizes in pixels. */

export type Look = { fill: string; weight?: 400 | 700; anchor?: 'start' | 'middle' | 'end' }

/** Text on its baseline. */
export function text(x: number, y: number, size: number, content: string, look: Look): string {
  const { fill, weight = 400, anchor = 'start' } = look
  return `<text x="${round(x)}" y="${round(y)}" font-family="Inter" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escaped(content)}</text>`
}

export function rect(x: number, y: number, width: number, height: number, fill: string, radius = 0): string {
  const wide = Math.max(0, width)
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(wide)}" height="${round(height)}" rx="${round(Math.min(radius, wide / 2))}" fill="${fill}"/>`
}

export function svg(width: number, height: number, background: string, parts: string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${rect(0, 0, width, height, background)}${parts.join('')}</svg>`
}

/** Cut so that it fits, by the mean width of a letter: a picture measures nothing. */
export function fitted(content: string, size: number, width: number): string {
  const most = Math.floor(width / (size * 0.56))
  return content.length > most ? `${content.slice(0, Math.max(1, most - 1)).trimEnd()}…` : content
}

/** XML has no place for control characters, nor for halves of a sign. */
function escaped(content: string): string {
  return content
    .toWellFormed()
    .replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')
    .replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

const round = (value: number): number => Math.round(value * 10) / 10
