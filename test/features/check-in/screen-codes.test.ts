import { expect, it } from 'vitest'
import { codesBetween } from '../../../src/features/check-in/screen-codes.ts'
import { at } from '../attendance/setting.ts'

it('shows no code between check-in and the code of the end, and goes on with that one', () => {
  const session = {
    ...{
      codeKey: Buffer.alloc(32, 7).toString('base64url'),
      opensAt: at('06.45.00'),
      closesAt: at('08.00.00'),
    },
    ...{ closingFrom: at('15.45.00'), closingUntil: at('16.15.00') },
  }
  const span = (from: string, to: string) => {
    const codes = codesBetween(session, at(from), at(to))
    return codes.length === 0 ? null : [codes[0]?.from, codes.at(-1)?.to]
  }
  expect(span('07.55.00', '08.05.00')).toEqual([at('07.55.00'), at('08.00.00')])
  expect(span('08.00.00', '08.10.00')).toBeNull()
  expect(span('15.40.00', '15.50.00')).toEqual([at('15.45.00'), at('15.50.00')])
  expect(span('16.10.00', '16.20.00')).toEqual([at('16.10.00'), at('16.15.00')])
})
