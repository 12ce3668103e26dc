import { type BinaryNode, isLidUser, type WASocket } from '@whiskeysockets/baileys'

/**
 * Asked for the devices behind a LID, the server names the LID once more. Baileys 7.0.0-rc14 takes that for a new name
 * and begins the session with that person anew: a question for keys, one of their one-time keys used up, and two
 * sessions to write with every message where one was. A LID is news only behind a phone number.
 */
export function keepSessions(sock: WASocket): void {
  sock.ws.prependListener('frame', (frame: BinaryNode | Uint8Array) => {
    if (frame instanceof Uint8Array || frame.tag !== 'iq') return
    const usync = nodes(frame).find(({ tag }) => tag === 'usync')
    const list = usync && nodes(usync).find(({ tag }) => tag === 'list')
    for (const user of list ? nodes(list) : []) {
      if (isLidUser(user.attrs.jid)) user.content = nodes(user).filter(({ tag }) => tag !== 'lid')
    }
  })
}

const nodes = ({ content }: BinaryNode): BinaryNode[] => (Array.isArray(content) ? content : [])
