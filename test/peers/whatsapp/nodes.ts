import {
  type BinaryNode,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  jidDecode,
} from '@whiskeysockets/baileys'

export type Attrs = Record<string, string>

export const node = (tag: string, attrs: Attrs = {}, content?: BinaryNode['content']): BinaryNode =>
  content === undefined ? { tag, attrs } : { tag, attrs, content }

export const child = getBinaryNodeChild
export const children = getBinaryNodeChildren

/** @throws when the client left out what every client sends: that is a fault of ours or a new Baileys */
export function attr(stanza: BinaryNode, name: string): string {
  const value = stanza.attrs[name]
  if (value === undefined) throw new Error(`<${stanza.tag}> without ${name}: ${JSON.stringify(stanza.attrs)}`)
  return value
}

/** The bytes inside a child. */
export function bytes(parent: BinaryNode | undefined, tag: string): Buffer {
  const found = getBinaryNodeChildBuffer(parent, tag)
  if (!found) throw new Error(`<${parent?.tag}> without <${tag}>`)
  return Buffer.from(found)
}

export function contentOf(stanza: BinaryNode): Buffer {
  if (!(stanza.content instanceof Uint8Array)) throw new Error(`<${stanza.tag}> holds no bytes`)
  return Buffer.from(stanza.content)
}

/** Numbers travel as big-endian bytes. */
export const number = (value: Uint8Array): number => Buffer.from(value).readUIntBE(0, value.length)

export function bigEndian(value: number, length: number): Buffer {
  const buffer = Buffer.alloc(length)
  buffer.writeUIntBE(value, 0, length)
  return buffer
}

export const seconds = (at: Date = new Date()): string => Math.floor(at.getTime() / 1000).toString()

export const userOf = (jid: string | undefined): string | undefined => jidDecode(jid)?.user
