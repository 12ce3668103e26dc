import { isJidGroup, isLidUser, isPnUser, jidDecode, jidNormalizedUser } from '@whiskeysockets/baileys'
import type { Address, E164 } from '../../message.ts'

/**
 * Who somebody is on WhatsApp: by LID, which stays when a number is sold on; by phone number only as long as no LID is
 * known (shared/WHATSAPP.md 3.6).
 */
export type Identity = { address: Address; alias?: Address; phone?: E164 }

/** `123:7@lid` → the person's own address, without the device. */
export function addressOf(jid: string): Address {
  return { channel: 'whatsapp', id: jidNormalizedUser(jid) }
}

/** @param alternative the other form of the same person, where the server told it */
export function identify(jid: string, alternative?: string): Identity {
  const forms = [jid, ...(alternative ? [alternative] : [])]
  const lid = forms.find((one) => isLidUser(one))
  const pn = forms.find((one) => isPnUser(one))
  const phone = pn && phoneOf(pn)
  return {
    address: addressOf(lid ?? jid),
    ...(lid && pn && { alias: addressOf(pn) }),
    ...(phone && { phone }),
  }
}

export function phoneOf(jid: string): E164 | undefined {
  const user = jidDecode(jid)?.user ?? ''
  return /^[1-9]\d{7,14}$/.test(user) ? `+${user}` : undefined
}

/** Persons and groups; not status, newsletters or broadcast lists. */
export function concernsUs(jid: string | null | undefined): boolean {
  return Boolean(jid && (isPnUser(jid) || isLidUser(jid) || isJidGroup(jid)))
}
