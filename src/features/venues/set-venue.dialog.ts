import { z } from 'zod'
import type { Ctx, Dialog, Turn } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { has } from '../people/authority.ts'
import { allVenues, setVenue, type Venue, venuesNamed } from './venues.ts'

const State = z.object({
  name: z.string(),
  /** Nobody knew it before. */
  fresh: z.boolean(),
  radius: z.number().nullable(),
  spot: z.object({ latitude: z.number(), longitude: z.number(), accuracy: z.number().nullable() }).nullable(),
})
type State = z.infer<typeof State>

/** Less is within what a phone is unsure of, more is no yard any more. */
const RADIUS = { least: 20, most: 2_000 }

/** "letak halaman kantor wali kota", then a location: from then on people can check in there by location. */
export const setVenueDialog: Dialog<State, { name: string; radius: number | null } | undefined> = {
  name: 'set-venue',
  state: State,

  async start(ctx, wish) {
    if (!has(ctx.person, 'admin') || !wish) return { say: [{ text: ctx.t('venues:notYours') }] }
    const { radius } = wish
    if (radius !== null && (radius < RADIUS.least || radius > RADIUS.most))
      return { say: [{ text: ctx.t('venues:radius', RADIUS) }] }
    const typed = wish.name.replace(/\s+/g, ' ').trim()
    const [known] = venuesNamed(typed, await allVenues(ctx.tx))
    const state: State = { name: known?.name ?? typed, fresh: !known, radius, spot: null }
    // Only the radius of a place that is known: nothing has to be sent for that.
    if (known?.latitude != null && radius !== null) return proceed({ ...state, spot: spotOf(known) }, ctx)
    return proceed(state, ctx)
  },

  async answer(state, said, ctx) {
    if (!has(ctx.person, 'admin') || !ctx.person) return { say: [{ text: ctx.t('venues:notYours') }] }
    if (said.place) {
      const { latitude, longitude, accuracy = null } = said.place
      return proceed({ ...state, spot: { latitude, longitude, accuracy } }, ctx)
    }
    if (!state.spot) return { ...(await proceed(state, ctx)), missed: true }
    if (said.choice === 'no' || said.meaning.intent === 'deny')
      return { say: [{ text: ctx.t('venues:kept', { name: state.name }) }] }
    if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
      return { ...(await proceed(state, ctx)), missed: true }
    await setVenue(ctx.tx, state, ctx.person, ctx.now)
    return { say: [{ text: ctx.t('venues:done', { name: state.name }) }] }
  },

  ask: (state, ctx) => question(state, ctx),
  expects: (state, ctx) => ctx.t(state.spot ? 'venues:expects.confirm' : 'venues:expects.place', state),
  context: (state) => (state.spot ? 'confirmation' : undefined),
  // A location is a check-in elsewhere.
  claims: (_, said) => said.place !== undefined,
}

async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  return { say: await question(state, ctx), next: state }
}

async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const { name, spot } = state
  if (!spot) {
    const text = t(state.fresh ? 'venues:askNew' : 'venues:ask', { name })
    return [{ text, ask: 'place', askLabel: t('conversation:share.place') }]
  }
  const radius = state.radius ?? (await allVenues(ctx.tx)).find((one) => one.name === name)?.radius ?? 150
  const lines = [
    t('venues:readBack', {
      name,
      radius,
      place: `${spot.latitude.toFixed(5)}, ${spot.longitude.toFixed(5)}`,
    }),
    ...(spot.accuracy !== null && spot.accuracy > 50
      ? [t('venues:rough', { accuracy: Math.round(spot.accuracy) })]
      : []),
    t('venues:save'),
  ]
  return [
    {
      text: lines.join('\n'),
      choices: [
        { id: 'yes', label: t('venues:yes') },
        { id: 'no', label: t('venues:no') },
      ],
    },
  ]
}

const spotOf = ({ latitude, longitude }: Venue) => ({
  ...{ latitude: latitude ?? 0, longitude: longitude ?? 0, accuracy: null },
})

/** "letak": which places are known, and of which nobody has said where they are. */
export async function showVenues(ctx: Ctx): Promise<Outgoing[]> {
  const venues = await allVenues(ctx.tx)
  const lines = venues.map(({ name, latitude, radius }) =>
    ctx.t(latitude === null ? 'venues:line.unknown' : 'venues:line.known', { name, radius }),
  )
  return [{ text: [ctx.t('venues:head'), ...lines].join('\n') }]
}
