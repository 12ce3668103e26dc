import qrcode from 'qrcode'

export type Qr = { size: number; bits: string }

/**
 * A QR code as its modules, row by row, one bit each (base64): a hundred bytes instead of a picture, so that ten
 * minutes of codes stay small and the page draws them without a library.
 */
export function qrBits(text: string): Qr {
  const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' })
  const bytes = Buffer.alloc(Math.ceil(modules.data.length / 8))
  modules.data.forEach((dark, index) => {
    if (dark) bytes[index >> 3]! |= 0x80 >> (index & 7)
  })
  return { size: modules.size, bits: bytes.toString('base64') }
}
