import { randomBytes } from 'node:crypto'
import {
  type AuthenticationCreds,
  aesDecryptCTR,
  aesDecryptGCM,
  aesEncryptCTR,
  type BinaryNode,
  Curve,
  derivePairingCodeKey,
  hkdf,
  hmacSign,
  jidDecode,
  proto,
  S_WHATSAPP_NET,
  WA_ADV_ACCOUNT_SIG_PREFIX,
  WA_ADV_DEVICE_SIG_PREFIX,
} from '@whiskeysockets/baileys'
import type { Account } from './accounts.ts'
import type { Connection, Registration } from './connection.ts'
import type { Device } from './device.ts'
import { attr, bytes, node, number, seconds } from './nodes.ts'
import type { World } from './world.ts'

const REFS = 6

/** Hands out what the QR codes show. */
export function offerPairing(world: World, connection: Connection, registration: Registration): void {
  connection.registration = registration
  const refs = Array.from({ length: REFS }, () => randomBytes(12).toString('base64'))
  connection.refs = refs
  const attrs = { id: world.nextId(), from: S_WHATSAPP_NET, type: 'set', xmlns: 'md' }
  const offer = node(
    'pair-device',
    {},
    refs.map((ref) => node('ref', {}, Buffer.from(ref))),
  )
  connection.send(node('iq', attrs, [offer]))
  world.events.emit('unpaired', connection)
}

/** The account's owner scans the code that Baileys told of. */
export function scanQr(world: World, qr: string, account: Account): void {
  const [ref = '', , identity = '', secret = ''] = (qr.split('#').pop() ?? '').split(',')
  const connection = [...world.connections].find(({ refs }) => refs.includes(ref))
  if (!connection) throw new Error('nobody shows this QR code')
  pair(world, connection, account, Buffer.from(secret, 'base64'), Buffer.from(identity, 'base64'))
}

/** The client has asked for a code: step one of four. */
export function startCode(world: World, connection: Connection, hello: BinaryNode): BinaryNode {
  const pn = jidDecode(attr(hello, 'jid'))?.user ?? ''
  const wrapped = bytes(hello, 'link_code_pairing_wrapped_companion_ephemeral_pub')
  const ref = randomBytes(16)
  connection.code = { pn, wrapped, ref }
  world.events.emit('pairing-code', pn, connection)
  const stage = { stage: 'companion_hello' }
  return node('link_code_companion_reg', stage, [node('link_code_pairing_ref', {}, ref)])
}

/** The account's owner types the code into the phone. */
export async function enterCode(world: World, code: string, account: Account): Promise<void> {
  const connection = [...world.connections].find((each) => each.code?.pn === account.pn)
  if (!connection?.code) throw new Error(`nobody asked for a code for ${account.pn}`)
  const { wrapped, ref } = connection.code
  const key = await derivePairingCodeKey(code, wrapped.subarray(0, 32))
  connection.code.theirs = aesDecryptCTR(wrapped.subarray(48, 80), key, wrapped.subarray(32, 48))
  const ours = Curve.generateKeyPair()
  connection.code.ours = ours
  const salt = randomBytes(32)
  const nonce = randomBytes(16)
  const sealed = aesEncryptCTR(ours.public, await derivePairingCodeKey(code, salt), nonce)
  const type = 'link_code_companion_reg'
  const attrs = { id: world.nextId(), from: S_WHATSAPP_NET, type, t: seconds() }
  const primary = node(type, { stage: 'primary_hello' }, [
    node('link_code_pairing_ref', {}, ref),
    node('primary_identity_pub', {}, account.phone.keys.identity.public),
    node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, Buffer.concat([salt, nonce, sealed])),
  ])
  connection.send(node('notification', attrs, [primary]))
}

/** The client's last step: both sides have the same secret now. */
export function finishCode(world: World, connection: Connection, finish: BinaryNode): void {
  const { pn, ours, theirs } = connection.code ?? {}
  const account = world.accounts.find(pn)
  if (!account || !ours || !theirs) throw new Error('no code was entered')
  const identity = bytes(finish, 'companion_identity_public')
  const bundle = bytes(finish, 'link_code_pairing_wrapped_key_bundle')
  const shared = Curve.sharedKey(ours.private, theirs)
  const info = 'link_code_pairing_key_bundle_encryption_key'
  const key = hkdf(shared, 32, { salt: bundle.subarray(0, 32), info })
  const random = aesDecryptGCM(bundle.subarray(44), key, bundle.subarray(32, 44), Buffer.alloc(0)).subarray(
    64,
  )
  const both = Curve.sharedKey(account.phone.keys.identity.private, identity)
  const secret = hkdf(Buffer.concat([shared, both, random]), 32, { info: 'adv_secret' })
  pair(world, connection, account, Buffer.from(secret), identity)
}

function pair(
  world: World,
  connection: Connection,
  account: Account,
  secret: Buffer,
  identity: Buffer,
): void {
  const { registration } = connection
  if (!registration?.eRegid || !registration.eSkeyId || !registration.eSkeyVal || !registration.eSkeySig) {
    throw new Error('this client did not ask to be linked')
  }
  const { eRegid, eSkeyId, eSkeyVal, eSkeySig } = registration
  const device = account.link({
    registrationId: number(eRegid),
    identity,
    signed: { id: number(eSkeyId), value: eSkeyVal, signature: eSkeySig },
    noiseKey: connection.noiseKey,
  })
  device.needsHistory = account.phone.sharesHistory
  const { details, accountSignatureKey, accountSignature } = certify(device)
  const signed = proto.ADVSignedDeviceIdentity.encode({ details, accountSignatureKey, accountSignature })
  const sealed = signed.finish()
  const hmac = hmacSign(Buffer.from(sealed), secret)
  const attrs = { id: world.nextId(), from: S_WHATSAPP_NET, type: 'set', xmlns: 'md', t: seconds() }
  const success = node('pair-success', {}, [
    node('device-identity', {}, proto.ADVSignedDeviceIdentityHMAC.encode({ details: sealed, hmac }).finish()),
    node('device', { jid: device.pn, lid: device.lid }),
    node('platform', { name: 'android' }),
    node('biz', { name: account.name }),
  ])
  connection.send(node('iq', attrs, [success]))
}

/** The account's own signature under a new device. */
function certify(device: Device) {
  const details = proto.ADVDeviceIdentity.encode({
    rawId: 1,
    timestamp: Number(seconds()),
    keyIndex: device.id,
    accountType: 0,
    deviceType: 0,
  }).finish()
  const { identity } = device.account.phone.keys
  const signedBytes = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, device.keys.identity])
  const accountSignature = Curve.sign(identity.private, signedBytes)
  return { details, accountSignatureKey: identity.public, accountSignature }
}

/** Makes fresh creds those of a linked device, as if it had been paired before. */
export function linkDevice(account: Account, creds: AuthenticationCreds): Device {
  const { signedPreKey, signedIdentityKey, registrationId, noiseKey } = creds
  const device = account.link({
    registrationId,
    identity: signedIdentityKey.public,
    signed: {
      id: signedPreKey.keyId,
      value: signedPreKey.keyPair.public,
      signature: signedPreKey.signature,
    },
    noiseKey: Buffer.from(noiseKey.public),
  })
  const certificate = certify(device)
  const signedBytes = Buffer.concat([
    WA_ADV_DEVICE_SIG_PREFIX,
    certificate.details,
    signedIdentityKey.public,
    certificate.accountSignatureKey,
  ])
  const deviceSignature = Curve.sign(signedIdentityKey.private, signedBytes)
  creds.me = { id: device.pn, lid: device.lid, name: account.name }
  creds.account = { ...certificate, deviceSignature }
  creds.registered = true
  // Otherwise Baileys waits 20 seconds for its history.
  creds.accountSyncCounter = 1
  return device
}
