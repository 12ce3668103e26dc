import type { SendError } from '../channels/channel.ts'
import type { Db } from '../lib/db.ts'
import type { Log } from '../lib/log.ts'
import type { Address, ChannelName } from '../message.ts'
import { steerBatch } from './batch.ts'
import { watchRefusals } from './canary.ts'
import type { Paced } from './paced.ts'
import { backoffMs } from './retry.ts'
import { blockAddresses, type Claimed, closeGate, type Settlement } from './rows.ts'
import { isGroup } from './spacing.ts'

/** A call that has ended, before it is written down. */
export type Outcome = { settlement: Settlement; claimed: Claimed; error: SendError | null }

type Given = {
  db: Db
  channel: ChannelName
  log: Log
  random(): number
  paced: Paced
  moved?: (from: Address, to: Address) => Promise<void>
  barred?: (rows: bigint[]) => Promise<void>
}

/** Credentials that are refused are not tried again before this. */
const MISCONFIGURED_MS = 60_000

/**
 * What the end of a call means for others: gates that close, addresses that are blocked or have moved, batches that
 * stop. Written before the outcome itself, which would let the chat's next message go.
 */
export function createConsequences(given: Given) {
  const { log, channel } = given
  const tx = given.db.prisma
  /** After a 429 on a reply, chats are tried one at a time until one gets through. */
  let careful = false
  let pausedUntil = 0
  /** How often in a row the messenger could not be reached with what nobody asked for. */
  let troubles = 0
  const refusals = watchRefusals()

  /** @returns rows of batches that are, or will be, blocked */
  async function of(batch: Outcome[]): Promise<bigint[]> {
    const blocked: { address: number; row: bigint | null }[] = []
    for (const { claimed, error, settlement } of batch) {
      if (settlement.state === 'sent') {
        if (claimed.lane === 'reply') careful = false
        if (claimed.batchId !== null) refusals.sent(claimed.batchId)
      } else if (error?.kind === 'throttled') {
        await throttled(claimed, error.retryAfter ?? 1)
      } else if (error?.kind === 'blocked') {
        blocked.push({ address: claimed.addressId, row: claimed.batchId === null ? null : claimed.id })
      } else if (error?.kind === 'misconfigured') {
        log.error(
          { channel, reason: error.message },
          'the messenger refuses our credentials; nothing is sent',
        )
        pausedUntil = performance.now() + MISCONFIGURED_MS
      } else if (error?.movedTo !== undefined && given.moved) {
        await given.moved({ channel, id: claimed.externalId }, { channel, id: error.movedTo })
      } else if (error?.kind === 'rejected') {
        await refused(claimed, error.message)
      }
    }
    easeOff(batch)
    if (blocked.length === 0) return []
    const ended = await blockAddresses(
      tx,
      blocked.map(({ address }) => address),
    )
    return [...ended, ...blocked.flatMap(({ row }) => row ?? [])]
  }

  /** A messenger that cannot be reached is not tried with row after row. */
  function easeOff(batch: Outcome[]): void {
    const unasked = batch.filter(({ claimed }) => claimed.lane !== 'reply')
    if (unasked.some(({ settlement }) => settlement.state === 'sent')) troubles = 0
    else if (unasked.some(({ error }) => error?.kind === 'unreachable')) {
      troubles += 1
      given.paced.rest(backoffMs(troubles, given.random()))
    }
  }

  async function refused({ id, batchId }: Claimed, reason: string): Promise<void> {
    log.warn({ channel, reason, row: String(id) }, 'a message was refused')
    if (batchId !== null && refusals.refused(batchId, reason))
      await steerBatch(tx, batchId, 'stopped', reason)
  }

  async function tellBarred(rows: bigint[]): Promise<void> {
    if (rows.length === 0) return
    await given.barred?.(rows).catch((error) => log.warn({ err: error, channel }, 'not sent elsewhere'))
  }

  /**
   * Too fast. For a reply, or in a group, that chat waits; what nobody asked for waits altogether, so that replies are
   * let through.
   */
  async function throttled({ lane, addressId, externalId }: Claimed, seconds: number): Promise<void> {
    if (lane === 'reply') careful = true
    else given.paced.slower()
    const key = lane === 'reply' || isGroup(externalId) ? `chat/${addressId}` : 'bulk'
    await closeGate(tx, `${channel}/${key}`, seconds, '429')
  }

  return {
    of,
    tellBarred,
    careful: () => careful,
    /** Nothing is sent at all for now. */
    paused: () => performance.now() < pausedUntil,
  }
}
