import qrcode from 'qrcode'
import type { OurNumber } from './numbers.ts'

let printed: string | null = null

/** For whoever sits at the server: the QR of a pairing in the terminal, again whenever it changes. */
export function printPairing(numbers: OurNumber[], write: (text: string) => void = console.log): void {
  const one = numbers.find(({ state, qr }) => state === 'pairing' && qr)
  if (!one?.qr || one.qr === printed) return
  printed = one.qr
  qrcode.toString(one.qr, { type: 'terminal', small: true, errorCorrectionLevel: 'L' }, (error, picture) => {
    if (error) return
    const code = one.code ? ` or type ${one.code}` : ''
    write(`WhatsApp → Linked devices → Link a device: scan this${code}\n${picture}`)
  })
}
