import { z } from 'zod'
import type { Ctx, Dialog, Said, Turn } from '../../conversation/dialog.ts'
import { readOpeningHours } from '../../language/opening-hours.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths, coordinates } from '../people/authority.ts'
import { findUnits, type UnitView } from '../people/units.ts'
import { pointLines } from '../receipts/point-lines.ts'
import { addPoint, isPrivatePhone } from './change-point.ts'
import { kindOfPoint } from './kind-of-point.ts'
import { readPointSentence } from './point-draft.ts'
import { allPoints, pointsNamed } from './points.ts'

const State = z.object({
  name: z.string().nullable(),
  /** Kelurahan in which it lies. */
  area: z.object({ id: z.number(), name: z.string(), path: z.string() }).nullable(),
  hours: z.array(z.object({ days: z.array(z.number()), from: z.string(), until: z.string() })).nullable(),
  contact: z.string().nullable(),
  whereabouts: z.string().nullable(),
  place: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
})
type State = z.infer<typeof State>
type Step = 'name' | 'area' | 'hours' | 'contact' | 'confirm'

/** "titik baru …": by whoever coordinates the part of the city in which it lies. */
export const newPoint: Dialog<State, string | undefined> = {
  name: 'new-point',
  state: State,

  async start(ctx, sentence) {
    if (coordinatedPaths(ctx.person).length === 0)
      return { say: [{ text: ctx.t('goods-admin:point.notYours') }] }
    const said = readPointSentence(sentence ?? '')
    const [area, second] = said.area ? await findUnits(ctx.tx, said.area, ['kelurahan']) : []
    const state: State = {
      name: said.name,
      area: area && !second ? seen(area) : null,
      hours: said.hours ? readOpeningHours(said.hours) : null,
      contact: said.contact && !isPrivatePhone(said.contact) ? said.contact.slice(0, 160) : null,
      whereabouts: said.whereabouts?.slice(0, 160) ?? null,
      place: null,
    }
    const turn = await proceed(state, ctx)
    // What was said and not taken is said to be so, before it is asked for again.
    const refused =
      said.contact && state.contact === null ? [{ text: ctx.t('goods-admin:point.noPhone') }] : []
    return { ...turn, say: [...refused, ...turn.say] }
  },

  async answer(state, said, ctx): Promise<Turn<State>> {
    const text = said.text.replace(/\s+/g, ' ').trim().slice(0, 160)
    const again = (key: string): Turn<State> => ({
      say: [{ text: ctx.t(`goods-admin:point.${key}`) }],
      next: state,
      missed: true,
    })
    if (said.place) {
      const { latitude, longitude } = said.place
      return proceed({ ...state, place: { latitude, longitude } }, ctx)
    }
    switch (stepOf(state)) {
      case 'name':
        return text.length < 3 ? again('nameAgain') : proceed({ ...state, name: text.slice(0, 80) }, ctx)
      case 'area': {
        const [area, second] = await findUnits(ctx.tx, text, ['kelurahan'])
        return area && !second ? proceed({ ...state, area: seen(area) }, ctx) : again('areaAgain')
      }
      case 'hours': {
        const hours = readOpeningHours(text)
        return hours ? proceed({ ...state, hours }, ctx) : again('hoursAgain')
      }
      case 'contact':
        if (isPrivatePhone(text)) return again('noPhone')
        return text.length < 3 ? again('again') : proceed({ ...state, contact: text }, ctx)
      case 'confirm':
        return save(state, said, ctx)
    }
  },

  ask: question,
  expects: (state, ctx) => ctx.t(`goods-admin:point.newExpects.${stepOf(state)}`),
  context: (state) => (stepOf(state) === 'confirm' ? 'confirmation' : undefined),
  freeText: (state) => stepOf(state) !== 'confirm',
  claims: (state) => stepOf(state) !== 'confirm',
}

const seen = ({ id, name, path }: UnitView) => ({ id, name, path })

function stepOf({ name, area, hours, contact }: State): Step {
  if (!name) return 'name'
  if (!area) return 'area'
  if (!hours) return 'hours'
  return contact ? 'confirm' : 'contact'
}

/** Refused as soon as it is clear: outside of the own part of the city, or there already. */
async function proceed(state: State, ctx: Ctx): Promise<Turn<State>> {
  const { name, area } = state
  if (area && !coordinates(ctx.person, area.path))
    return { say: [{ text: ctx.t('goods-admin:point.areaNotYours', { area: area.name }) }] }
  if (name && area) {
    const there = pointsNamed(await allPoints(ctx.tx), name).find(
      (one) => one.areaId === area.id && one.name.toLowerCase() === name.toLowerCase(),
    )
    if (there)
      return { say: [{ text: ctx.t('goods-admin:point.there', { name: there.name, area: area.name }) }] }
  }
  return { say: await question(state, ctx), next: state }
}

async function question(state: State, ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const step = stepOf(state)
  if (step !== 'confirm') return [{ text: t(`goods-admin:point.new.${step}`, { name: state.name ?? '' }) }]
  const { name, area, hours, contact, whereabouts, place } = state
  const shown = {
    ...{ name: name ?? '', areaName: area?.name ?? null, whereabouts, hours: hours ?? [] },
    ...{ activityKind: null, contact, closedAt: null, reopensAt: null, latitude: place?.latitude ?? null },
  }
  return [
    {
      text: [
        ...pointLines(shown, t),
        ...(place ? [] : [t('goods-admin:point.sendPlace')]),
        t('goods-admin:save'),
      ].join('\n'),
      choices: [
        { id: 'yes', label: t('goods-admin:yes') },
        { id: 'no', label: t('goods-admin:no') },
      ],
    },
  ]
}

async function save(state: State, said: Said, ctx: Ctx): Promise<Turn<State>> {
  const { name, area, hours, contact, whereabouts, place } = state
  if (said.choice === 'no' || said.meaning.intent === 'deny')
    return { say: [{ text: ctx.t('goods-admin:point.notAdded') }] }
  if (said.choice !== 'yes' && said.meaning.intent !== 'affirm')
    return { say: await question(state, ctx), next: state, missed: true }
  if (!ctx.person || !name || !area || !coordinates(ctx.person, area.path))
    return { say: [{ text: ctx.t('goods-admin:point.notYours') }] }
  const { kind, unitId } = await kindOfPoint(ctx.tx, name, area.id)
  await addPoint(
    ctx.tx,
    {
      ...{ kind, name, aliases: [], unitId, areaId: area.id, whereabouts, hours: hours ?? [], contact },
      ...{ latitude: place?.latitude ?? null, longitude: place?.longitude ?? null },
    },
    ctx.person.id,
    ctx.now,
  )
  return { say: [{ text: ctx.t('goods-admin:point.added', { name, area: area.name }) }] }
}
