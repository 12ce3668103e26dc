import { Curve, type KeyPair, proto, WA_CERT_DETAILS } from '@whiskeysockets/baileys'

const { Details } = proto.CertChain.NoiseCertificate
const PERIOD = { notBefore: 0, notAfter: 4_102_444_800 }
const pinned = WA_CERT_DETAILS as { PUBLIC_KEY: Uint8Array }

/** A certificate authority of our own, in the place of WhatsApp's, and the one certificate that it gave. */
export class Authority {
  readonly root: KeyPair = Curve.generateKeyPair()
  readonly serverStatic: KeyPair = Curve.generateKeyPair()
  readonly chain: Uint8Array

  constructor() {
    const between = Curve.generateKeyPair()
    const intermediate = Details.encode({
      ...PERIOD,
      serial: 1,
      issuerSerial: WA_CERT_DETAILS.SERIAL,
      key: between.public,
    }).finish()
    const leaf = Details.encode({
      ...PERIOD,
      serial: 2,
      issuerSerial: 1,
      key: this.serverStatic.public,
    }).finish()
    this.chain = proto.CertChain.encode({
      intermediate: { details: intermediate, signature: Curve.sign(this.root.private, intermediate) },
      leaf: { details: leaf, signature: Curve.sign(between.private, leaf) },
    }).finish()
  }

  get rootKey(): string {
    return Buffer.from(this.root.public).toString('hex')
  }
}

/**
 * Makes every Baileys socket of this process accept the server with this root (hex), and no other.
 * @returns how to undo it
 */
export function trust(rootKey: string): () => void {
  const before = pinned.PUBLIC_KEY
  pinned.PUBLIC_KEY = Buffer.from(rootKey, 'hex')
  return () => {
    pinned.PUBLIC_KEY = before
  }
}
