import type { proto } from '@whiskeysockets/baileys'
import type { Connection } from './connection.ts'
import type { Device } from './device.ts'
import { shareHistory } from './history.ts'
import { node, seconds } from './nodes.ts'
import { offerPairing } from './pairing.ts'
import type { World } from './world.ts'

const SERVER = 's.whatsapp.net'

/** A client has finished its handshake: it is linked already, or asks to be. */
export function login(world: World, connection: Connection, payload: proto.ClientPayload): void {
  const device = world.accounts.find(String(payload.username))?.devices.get(payload.device ?? 0)
  const known = device && !device.removed && device.keys.noiseKey.equals(connection.noiseKey)
  const names = device?.account.names ?? []
  const fault = world.faults.meet(['loginRefused', 'loginSwallowed'], { account: names })
  const refusal = fault ? (fault.code ?? 500) : known || payload.devicePairingData ? undefined : 401
  if (fault?.kind === 'loginSwallowed') {
    connection.mute()
  } else if (refusal !== undefined) {
    connection.leave(node('failure', { reason: String(refusal), location: 'loopback' }))
  } else if (payload.devicePairingData) {
    offerPairing(world, connection, payload.devicePairingData)
  } else if (device) {
    enter(world, connection, device)
  }
}

function enter(world: World, connection: Connection, device: Device): void {
  device.connection?.replaced()
  device.connection = connection
  connection.device = device
  welcome(device, connection)
  world.events.emit('login', device, connection)
  if (!device.needsHistory) return
  device.needsHistory = false
  shareHistory(world, device).catch((error) => world.errors.push(error))
}

/** Until Baileys has seen <offline>, it holds back all events. */
function welcome(device: Device, connection: Connection): void {
  const t = seconds()
  const props = { props: '1', abprops: '1', companion_enc_static: '' }
  connection.send(node('success', { t, lid: device.lid, creation: t, ...props }))
  const waiting = [...device.pending.all()]
  const count = (tag: string) => String(waiting.filter((stanza) => stanza.tag === tag).length)
  const from = { from: SERVER }
  if (waiting.length > 0) {
    const preview = {
      count: String(waiting.length),
      message: count('message'),
      receipt: count('receipt'),
      notification: count('notification'),
      call: '0',
    }
    connection.send(node('ib', from, [node('offline_preview', preview)]))
  }
  for (const [index, stanza] of waiting.entries()) {
    connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(index) } })
  }
  connection.send(node('ib', from, [node('offline', { count: String(waiting.length) })]))
}
