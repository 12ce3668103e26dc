import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { has } from '../people/authority.ts'
import { maskPhone, parsePhone } from '../people/phone.ts'
import { addSpare, askPairing, type OurNumber, ourNumbers } from './numbers.ts'

/** "whatsapp": how our numbers are, and what to do. Admins only. */
export async function showNumbers(ctx: Ctx): Promise<Outgoing[]> {
  if (!has(ctx.person, 'admin')) return [{ text: ctx.t('numbers:notYours') }]
  const numbers = await ourNumbers(ctx.tx)
  if (numbers.length === 0) return [{ text: ctx.t('numbers:off') }]
  const text = [ctx.t('numbers:title'), ...numbers.map((one) => line(one, numbers.length, ctx))].join('\n')
  const wants = numbers.find((one) => one.state !== 'open' && one.state !== 'connecting')
  return [
    {
      text,
      choices: [
        ...(wants
          ? [{ id: `=sambungkan whatsapp ${wants.rank + 1}`, label: ctx.t('numbers:choice.pair') }]
          : [{ id: '=tambah nomor cadangan', label: ctx.t('numbers:choice.spare') }]),
      ],
    },
  ]
}

function line(one: OurNumber, count: number, ctx: Ctx): string {
  const name = ctx.t(count === 1 ? 'numbers:only' : one.rank === 0 ? 'numbers:first' : 'numbers:spare', {
    n: one.rank,
    phone: one.phone ? maskPhone(one.phone) : ctx.t('numbers:noPhone'),
  })
  const why = one.reason ? ctx.t(`numbers:why.${one.reason}`) : ''
  const state = ctx.t(`numbers:state.${one.state}`, { why })
  const closed = one.closedUntil && one.closedUntil > ctx.now
  return [
    `${name}: ${state}`,
    ...(closed ? [ctx.t('numbers:closed', { at: one.closedUntil })] : []),
    ...(one.newChatsMost
      ? [ctx.t('numbers:newChats', { count: one.newChats ?? 0, most: one.newChatsMost })]
      : []),
  ].join(' ')
}

/** "sambungkan whatsapp [1] [0812…]" */
export async function pairNumber(rank: number | null, phone: string | null, ctx: Ctx): Promise<Outgoing[]> {
  if (!has(ctx.person, 'admin')) return [{ text: ctx.t('numbers:notYours') }]
  const numbers = await ourNumbers(ctx.tx)
  const one = numbers[(rank ?? 1) - 1]
  if (!one) return [{ text: ctx.t(numbers.length === 0 ? 'numbers:off' : 'numbers:unknown') }]
  const number = phone ? parsePhone(phone) : null
  if (phone && !number) return [{ text: ctx.t('numbers:oddPhone') }]
  const asked = await askPairing(ctx.tx, { id: one.id, phone: number, addressId: ctx.address.id })
  if (asked !== 'asked') return [{ text: ctx.t('numbers:works') }]
  return [{ text: ctx.t('numbers:asked', { link: ctx.link('whatsapp', String(one.id)) }) }]
}

/** "tambah nomor cadangan" */
export async function addNumber(ctx: Ctx): Promise<Outgoing[]> {
  if (!has(ctx.person, 'admin')) return [{ text: ctx.t('numbers:notYours') }]
  const numbers = await ourNumbers(ctx.tx)
  if (numbers.length === 0) return [{ text: ctx.t('numbers:off') }]
  const waiting = numbers.find((one) => one.state === 'unpaired' || one.state === 'pairing')
  if (!waiting) await addSpare(ctx.tx)
  return pairNumber(waiting ? waiting.rank + 1 : numbers.length + 1, null, ctx)
}
