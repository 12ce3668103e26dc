import { dayBounds } from '../features/agenda/day.ts'
import { decideHandOver, handOver } from '../features/handover/hand-over.dialog.ts'
import {
  GIVEN_ROLES,
  type GivenRole,
  giveRole,
  type RoleWish,
  takeRole,
} from '../features/people/roles.dialog.ts'
import { admin, anybody, coordinator, dialog, once, type Phrase } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const ROLE = `(${GIVEN_ROLES.join('|')})`
const roleOf = (word: string) => word.toLowerCase() as GivenRole

/** Who may do what, handed out and taken back by an admin. */
export const rolePhrases: Phrase[] = [
  {
    shape: new RegExp(`^(?:jadikan|angkat|tunjuk)\\s+${ROLE}\\s+(.{2,120})$`, 'i'),
    answer: ([, role = '', rest = ''], said, ctx) =>
      spoken(admin(ctx), said, ctx, (own) => dialog(giveRole, own, roleWish(roleOf(role), rest, said, own))),
  },
  {
    // "jadikan Budi koordinator Dinkes"
    shape: new RegExp(
      `^(?:jadikan|angkat|tunjuk)\\s+(.{2,60}?)\\s+(?:sebagai\\s+)?${ROLE}(?:\\s+(.{2,80}))?$`,
      'i',
    ),
    answer: ([, name = '', role = '', rest = ''], said, ctx) => {
      const wish = `${name} ${/^(?:di|untuk|pada|sampai|s\/d|sd)\s/i.test(rest) || rest === '' ? rest : `di ${rest}`}`
      return spoken(admin(ctx), said, ctx, (own) =>
        dialog(giveRole, own, roleWish(roleOf(role), wish, said, own)),
      )
    },
  },
  {
    shape: new RegExp(`^(?:cabut|akhiri|berhentikan)\\s+(?:peran\\s+)?${ROLE}\\s+(.{2,80})$`, 'i'),
    answer: ([, role = '', name = ''], said, ctx) =>
      spoken(admin(ctx), said, ctx, async (own) => once(await takeRole(roleOf(role), name, own))),
  },
  {
    shape: /^(terima|setuju|tolak)\s+serah(?:\s+terima)?\s+([2-9A-HJ-NP-Z]{4})$/i,
    answer: ([, word = '', ref = ''], said, ctx) =>
      spoken(anybody(ctx), said, ctx, async (own) =>
        once(await decideHandOver(ref, !/^tolak/i.test(word), own)),
      ),
  },
  {
    // "serah terima ke Budi", and by an admin "serah terima Rina ke Budi"
    shape:
      /^(?:mohon\s+)?(?:serah\s*terima|serahkan)(?:\s+(?:tugas|jabatan|peran))?(?:\s+koordinator)?(?:\s+(?:dari\s+)?(?!ke\b|kepada\b)(.{2,60}?))?\s+(?:ke|kepada)\s+(.{2,60})$/i,
    answer: ([, from, to = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, (own) => dialog(handOver, own, { from: from ?? null, to })),
  },
]

/** "Budi di Dinas Kesehatan sampai 31 Desember" */
function roleWish(role: GivenRole, rest: string, said: Said, ctx: Ctx): RoleWish {
  const [who = '', term] = rest.split(/\s+(?:sampai|s\/d|sd)\s+/i)
  const [name = '', unit] = who.split(/\s+(?:di|untuk|pada)\s+/i)
  // "sampai 31 Desember" is read as a date, or as a span that ends there.
  const value = term && typeof said.meaning.when?.value === 'string' ? said.meaning.when.value : ''
  const last = /(\d{4}-\d\d-\d\d)$/.exec(value)?.[1]
  return {
    ...{ role, name: name.trim(), unit: unit?.trim() ?? null },
    until: last ? dayBounds(last, ctx.city.zone).end : null,
  }
}
