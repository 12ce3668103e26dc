import type { Ctx } from '../../conversation/dialog.ts'
import type { Outgoing } from '../../message.ts'
import { coordinatedPaths } from '../people/authority.ts'
import { kindName, timeName } from './edit-questions.dialog.ts'
import { readRules } from './rule-rows.ts'
import { overlap, type Scope, scopesFor } from './rules.ts'

/** "pengingat": what is set for the own part of the city, and what comes next. */
export async function showReminders(ctx: Ctx): Promise<Outgoing[]> {
  const { t } = ctx
  const paths = coordinatedPaths(ctx.person)
  if (paths.length === 0) return [{ text: t('reminders:show.notYours') }]
  const stored = await readRules(ctx.tx)
  const kinds = [
    '*',
    ...new Set(
      stored
        .filter((one) => paths.some((path) => overlap(path, one.unitPath)))
        .map((one) => one.kind)
        .filter((kind) => kind !== '*'),
    ),
  ]
  const units = await ctx.tx.unit.findMany({ where: { path: { in: stored.map((one) => one.unitPath) } } })
  const nameOf = (path: string) => units.find((one) => one.path === path)?.name ?? ctx.city.name
  const lines = kinds.flatMap((kind) =>
    scopesFor(kind, paths, stored, ctx.city.reminders)
      // The nearest rules above the own units, and those below.
      .filter((scope) => paths.some((path) => holdsFor(scope, path)))
      .map(({ template, times, unitPath }) =>
        t(`reminders:show.${template}`, {
          ...{ kind: kindName(kind, ctx), unit: nameOf(unitPath) },
          times: times.map((time) => timeName(time, template, ctx)),
        }),
      ),
  )
  const next = await comingUp(ctx, paths)
  return [
    {
      text: [
        t('reminders:show.head'),
        ...(lines.length > 0 ? lines : [t('reminders:show.none')]),
        ...next,
        t('reminders:show.how'),
      ].join('\n'),
    },
  ]
}

/** Whether anybody of a unit is reminded by this scope. */
function holdsFor({ unitPath, except }: Scope, path: string): boolean {
  return (
    unitPath.startsWith(path) ||
    (path.startsWith(unitPath) && !except.some((other) => path.startsWith(other)))
  )
}

type Coming = { template: string; title: string; startsAt: Date; fireAt: Date }

async function comingUp(ctx: Ctx, paths: string[]): Promise<string[]> {
  const rows = await ctx.tx.$queryRaw<Coming[]>`
    SELECT r.template, s.title, s.starts_at AS "startsAt", r.fire_at AS "fireAt"
    FROM reminder r JOIN session s ON 'session/' || s.id = r.subject
    WHERE r.fired_at IS NULL AND r.fire_at > ${ctx.now} AND r.person_id IS NULL AND s.status = 'scheduled'
      AND EXISTS (SELECT 1 FROM unnest(${paths}::text[]) AS c(path) JOIN unit u ON u.id = ANY(s.audience_units)
        WHERE (u.path LIKE c.path || '%' OR c.path LIKE u.path || '%')
          AND (r.unit_path LIKE c.path || '%' OR c.path LIKE r.unit_path || '%'))
    ORDER BY r.fire_at, r.id LIMIT 5`
  const lines = rows.map(({ template, title, startsAt, fireAt }) =>
    ctx.t('reminders:show.coming', {
      what: ctx.t(`reminders:show.name.${template}`),
      title,
      at: fireAt,
      starts: startsAt,
    }),
  )
  return lines.length > 0 ? [ctx.t('reminders:show.next'), ...lines] : []
}
