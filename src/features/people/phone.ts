import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { E164 } from '../../message.ts'

/**
 * A mobile number as people write it in Indonesia (DOMAIN §2.2): 0812…, 62812…, +62 0812…, 812…, 0062 812….
 * Null for a landline (it has no messenger), for anything too short and for a number inside a sentence.
 */
export function parsePhone(text: string): E164 | null {
  // libphonenumber takes 00 for the trunk 0 of an Indonesian number; here it is only ever the way to say +.
  const plain = text
    .normalize('NFKC')
    .trim()
    .replace(/^00\s*/, '+')
  const number = parsePhoneNumberFromString(plain, { defaultCountry: 'ID', extract: false })
  if (!number?.isValid()) return null
  const type = number.getType()
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE' ? (number.number as E164) : null
}

/** "+62812****890": enough for its owner, too little for anybody else. */
export function maskPhone(phone: string): string {
  return phone.length < 9 ? '****' : `${phone.slice(0, 6)}****${phone.slice(-3)}`
}
