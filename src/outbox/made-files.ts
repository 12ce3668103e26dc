import type { Channel } from '../channels/channel.ts'
import type { AttachmentRef, Outgoing } from '../message.ts'

/** An attachment that does not exist yet: "made:" and what it should be of. */
export const MADE = 'made:'

/** Brings what stands behind a reference into being; null when there is nothing to show any more. */
export type MakeFile = (ref: string) => Promise<AttachmentRef | null>

/**
 * A messenger to which a message may be given with a picture that is drawn when it is sent: outside of every turn, as
 * things are then. A picture that cannot be made costs no message: its words go without.
 * @param failed told of what could not be made
 */
export function withMade(
  channel: Channel,
  make: MakeFile,
  failed: (error: unknown, ref: string) => void,
): Channel {
  async function whole(part: Outgoing): Promise<Outgoing> {
    const { attachment, ...words } = part
    if (!attachment?.ref.startsWith(MADE)) return part
    try {
      const made = await make(attachment.ref.slice(MADE.length))
      return made ? { ...words, attachment: { ...attachment, ...made } } : words
    } catch (error) {
      failed(error, attachment.ref)
      return words
    }
  }
  const { edit } = channel
  return Object.create(channel, {
    send: { value: async (to, part, key) => channel.send(to, await whole(part), key) } satisfies {
      value: Channel['send']
    },
    ...(edit && {
      edit: {
        value: async (to, id, part, key) => edit.call(channel, to, id, await whole(part), key),
      } satisfies { value: NonNullable<Channel['edit']> },
    }),
  }) as Channel
}
