import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { exportGiving } from '../pledges/rights.ts'
import { erase, type Outlook, outlookOf } from './erase.ts'
import { askerOf } from './my-data.dialog.ts'
import { isFresh, saysWhat } from './sure.ts'

const State = z.object({ askedAt: z.string() })
type State = z.infer<typeof State>
const YES = saysWhat('hapus|delete')

/** "hapus data saya": what goes at once and what the law keeps, in one message; asked once, done in this transaction. */
export const eraseMine: Dialog<State> = {
  name: 'erase-mine',
  state: State,

  async start(ctx): Promise<Turn<State>> {
    const outlook = await outlookOf(ctx.tx, askerOf(ctx), ctx.now)
    if (outlook.lastAdmin) return { say: [{ text: ctx.t('rights:erase.lastAdmin') }] }
    return { say: await ask(ctx, outlook), next: { askedAt: ctx.now.toISOString() } }
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('rights:erase.keep') }] }
    if (said.choice !== 'yes' && !YES(said.text)) return { say: await ask(ctx), next: state, missed: true }
    if (!isFresh(state.askedAt, said.at))
      return { say: await ask(ctx), next: { askedAt: ctx.now.toISOString() } }
    const name = ctx.person?.name
    const result = await erase(ctx.tx, askerOf(ctx), { inboxId: said.inboxId, at: said.at })
    if (result.kind !== 'done') return { say: [{ text: ctx.t('rights:erase.lastAdmin') }] }
    for (const addressId of result.others)
      ctx.tell(
        addressId,
        (t) => ({ text: t('rights:erase.otherPhone') }),
        `erase/${said.inboxId}/${addressId}`,
      )
    if (result.alone.length > 0) await tellAdmins(name ?? '–', result.alone, said.inboxId, ctx)
    const lines = [
      ctx.t(result.whole ? 'rights:erase.doneWhole' : 'rights:erase.done'),
      ...(result.held ? [ctx.t('rights:erase.doneHeld')] : []),
    ]
    return { say: [{ text: lines.join('\n') }] }
  },

  ask: (_, ctx) => ask(ctx),
  expects: (_, ctx) => ctx.t('rights:erase.expects'),
  context: () => 'confirmation',
  claims: (_, said) => said.meaning.intent === 'affirm' || said.meaning.intent === 'deny' || YES(said.text),
  fleeting: true,
}

async function ask(ctx: Ctx, known?: Outlook): Promise<Outgoing[]> {
  const { t } = ctx
  const asker = askerOf(ctx)
  const outlook = known ?? (await outlookOf(ctx.tx, asker, ctx.now))
  const { pledges, series } = await exportGiving(ctx.tx, asker)
  const { whole, shared, absences, follows, attendance, open, alone, phones } = outlook
  const gone = [
    t(shared ? 'rights:erase.goes.sharedChat' : 'rights:erase.goes.chat', { count: phones }),
    ...(absences > 0 ? [t('rights:erase.goes.notes', { count: absences })] : []),
    ...(follows > 0 ? [t('rights:erase.goes.follows', { count: follows })] : []),
    ...(pledges.length + series.length > 0
      ? [t('rights:erase.goes.giving', { count: pledges.length + series.length })]
      : []),
    ...(ctx.person ? [t(whole ? 'rights:erase.goes.name' : 'rights:erase.goes.roles')] : []),
  ]
  const lines = [
    ctx.person ? t('rights:erase.head', { name: ctx.person.name }) : t('rights:erase.headGuest'),
    ...gone.map((line) => `• ${line}`),
    ...(whole
      ? []
      : [
          t('rights:erase.staysHead'),
          `• ${t('rights:erase.stays.person')}`,
          `• ${t('rights:erase.stays.attendance', { count: attendance })}`,
        ]),
    ...(pledges.length > 0 ? [t('rights:erase.stays.eggs')] : []),
    ...(open > 0 ? [t('rights:erase.open', { count: open })] : []),
    ...(alone.length > 0 ? [t('rights:erase.alone', { units: alone })] : []),
    t('rights:erase.question'),
  ]
  return [
    {
      text: lines.join('\n'),
      choices: [
        { id: 'yes', label: t('rights:erase.yes') },
        { id: 'no', label: t('rights:erase.no') },
      ],
    },
  ]
}

async function tellAdmins(name: string, units: string[], inboxId: bigint, ctx: Ctx): Promise<void> {
  const rows = await ctx.tx.role.findMany({
    where: { role: 'admin', from: { lte: ctx.now }, OR: [{ until: null }, { until: { gt: ctx.now } }] },
    select: { personId: true },
  })
  const chats = await ctx.tx.addressPerson.findMany({
    where: { personId: { in: rows.map((one) => one.personId) } },
    select: { addressId: true },
  })
  for (const { addressId } of chats)
    ctx.tell(
      addressId,
      (t) => ({ text: t('rights:erase.adminAlone', { name, units }) }),
      `erase/${inboxId}/admin/${addressId}`,
    )
}
