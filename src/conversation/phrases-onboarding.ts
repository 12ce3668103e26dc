import { startCounting, stopCounting } from '../features/onboarding/count-unit.dialog.ts'
import { closeUnit, inviteUnit } from '../features/onboarding/invite-unit.dialog.ts'
import { isUnitLink, joinUnit } from '../features/onboarding/join-unit.dialog.ts'
import { showJoining } from '../features/onboarding/joining.dialog.ts'
import { unitsNamed } from '../features/onboarding/own-unit.dialog.ts'
import { claimsMeant, decideMany, showWaiting } from '../features/onboarding/waiting-claims.dialog.ts'
import { coordinatedPaths } from '../features/people/authority.ts'
import { readOneTimeCode } from '../features/people/one-time-code.ts'
import { cancelImport, saveImport, undoImport } from '../features/people/roster.dialog.ts'
import { keepsRoster } from '../features/people/roster-tasks.ts'
import { admin, type Begun, coordinator, dialog, once, type Phrase, those } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const REF = '([2-9A-HJ-NP-Z]{4})'
const ROSTER = '(?:impor|import|roster|daftar\\s+pegawai)(?:nya)?'
/** How politely it may begin and end. */
const BEFORE =
  '(?:(?:ass?alamu?\\W?alaikum|permisi|mohon|mhn|tolong|tlg|minta|coba|bisa|mau|ingin|izin|min|admin|pak|bu|kak)[\\s,]+)*'
const POLITE = 'dong|ya|yah|dulu|skrg|sekarang|pak|bu|min|kak|terima\\s*kasih|makasih|tks'
const AFTER = `(?:[\\s,]+(?:${POLITE}))*[\\s.!?🙏]*`
const NAME = '(#\\d{1,9}|[\\p{L}\\d][\\p{L}\\d\\s.,&/()-]{1,79}?)'
const shape = (words: string) => new RegExp(`^${BEFORE}${words}${AFTER}$`, 'iu')

const keeper = (ctx: Ctx) => those(keepsRoster, true, ctx)
const coordinates = (ctx: Ctx) => ctx.people.some((one) => coordinatedPaths(one).length > 0)

/** What only a coordinator can mean by it; from anybody else the words mean something else. */
async function coordinating(
  said: Said,
  ctx: Ctx,
  changes: boolean,
  act: (own: Ctx) => Promise<Begun>,
): Promise<Begun | null> {
  return coordinates(ctx) ? spoken(coordinator(ctx, changes), said, ctx, act) : null
}

/** A name alone: "dong" is no unit. */
const trimmed = (name: string | undefined) =>
  name?.replace(new RegExp(`(?:(?:^|[\\s,]+)(?:${POLITE}))+$`, 'iu'), '').trim() || null

/** Rosters, and how units and their people come in. */
export const onboardingPhrases: Phrase[] = [
  {
    shape: /\bGUYUB[\s-]/i,
    answer: async (_, said, ctx) => {
      const code = readOneTimeCode(said.text)
      return code && (await isUnitLink(code, ctx)) ? dialog(joinUnit, ctx, code) : null
    },
  },
  {
    shape: shape(`simpan\\s+${ROSTER}(?:\\s+${REF})?(\\s+(?:dan|dgn|dengan)\\s+keluarkan)?`),
    answer: ([, ref, gone], said, ctx) =>
      spoken(keeper(ctx), said, ctx, async (own) =>
        once(await saveImport(ref ?? null, gone !== undefined, own)),
      ),
  },
  {
    shape: shape(`(?:batal(?:kan)?|urungkan)\\s+${ROSTER}(?:\\s+${REF})?`),
    answer: ([, ref], said, ctx) =>
      spoken(keeper(ctx), said, ctx, async (own) => once(await cancelImport(ref ?? null, said, own))),
  },
  {
    shape: shape(`(?:ya|iya)[\\s,]+batal(?:kan)?\\s+${ROSTER}(?:\\s+${REF})?`),
    answer: ([, ref], said, ctx) =>
      spoken(keeper(ctx), said, ctx, async (own) => once(await undoImport(ref ?? null, own))),
  },
  {
    shape: shape(
      `(?:undang|buka(?:kan)?\\s+pendaftaran)(?:\\s+(?:semua\\s+)?(?:untuk\\s+|utk\\s+)?(?:pegawai\\s+)?(?:di\\s+)?${NAME})?`,
    ),
    answer: async ([whole = '', name], said, ctx) => {
      if (/^(?:seorang\s+)?(?:petugas|kader)\b/i.test(name ?? '')) return null
      // "undang semua ke apel" invites to something else.
      if (/\bundang\b/i.test(whole) && (!name || (await unitsNamed(name.trim(), ctx)).length === 0))
        return null
      return coordinating(said, ctx, true, async (own) => once(await inviteUnit(trimmed(name), own)))
    },
  },
  {
    shape: shape(`(?:tutup|akhiri)\\s+pendaftaran(?:\\s+${NAME})?`),
    answer: ([, name], said, ctx) =>
      coordinating(said, ctx, true, async (own) => once(await closeUnit(trimmed(name), own))),
  },
  {
    shape: shape(
      '(?:lihat\\s+|cek\\s+|daftar\\s+)?(?:pendaftaran|pendaftar|antrean|antrian)(?:nya)?(?:\\s+(?:yang\\s+|yg\\s+)?(?:masuk|baru|menunggu|nunggu))?',
    ),
    answer: (_, said, ctx) => coordinating(said, ctx, false, async (own) => once(await showWaiting(own))),
  },
  {
    shape: shape(
      'siapa(?:\\s+(?:saja|aja|sj))?(?:\\s+(?:yang|yg))?(?:\\s+(?:masih|msh|lagi))?\\s+(?:menunggu|nunggu|antre|antri|minta\\s+(?:masuk|bergabung|gabung))(?:\\s+(?:disetujui|persetujuan))?',
    ),
    answer: (_, said, ctx) => coordinating(said, ctx, false, async (own) => once(await showWaiting(own))),
  },
  {
    shape: shape(`(?:lihat\\s+|cek\\s+|progres\\s+|status\\s+)?pendaftaran\\s+(?:di\\s+)?${NAME}`),
    answer: ([, name], said, ctx) =>
      coordinating(said, ctx, false, async (own) => once(await showJoining(trimmed(name), own))),
  },
  {
    shape: shape(
      `(?:siapa\\s+(?:saja\\s+|aja\\s+|sj\\s+)?)?(?:yang\\s+|yg\\s+)?(?:belum|blm|blum|lum)\\s+(?:ber|me[nm]?|ter)?(?:gabung|daftar|join|masuk\\s+guyub)(?:\\s+(?:di|dari)\\s+guyub|\\s+guyub)?(?:\\s+(?:di\\s+|dari\\s+)?${NAME})?`,
    ),
    answer: ([, name], said, ctx) =>
      coordinating(said, ctx, false, async (own) => once(await showJoining(trimmed(name), own))),
  },
  {
    shape: shape(`mulai\\s+(?:meng|di)?hitung(?:\\s+(?:kehadiran\\s+)?(?:untuk\\s+|unit\\s+)?${NAME})?`),
    answer: ([, name], said, ctx) =>
      coordinating(said, ctx, true, (own) => dialog(startCounting, own, trimmed(name))),
  },
  {
    shape: shape(
      `(?:tunda|jangan|berhenti|stop)\\s+(?:meng|di)?hitung(?:\\s+(?:kehadiran\\s+)?(?:untuk\\s+|unit\\s+)?${NAME})?`,
    ),
    answer: async ([, name], said, ctx) =>
      coordinates(ctx)
        ? spoken(admin(ctx), said, ctx, async (own) => once(await stopCounting(trimmed(name), own)))
        : null,
  },
  {
    // "setujui 7KQ2" is one of them by its word; numbers are of a list that was shown.
    shape:
      /^(?:mohon\s+|tolong\s+|tlg\s+)?(setujui|setuju|acc|approve|tolak)\s+((?:semua|seluruh|smua|no(?:mor|mer)?\b|nmr\b|\d{1,3}\b).*)$/is,
    answer: async ([, word = '', rest = ''], said, ctx) => {
      const approve = !/^tolak/i.test(word)
      if (!(await claimsMeant(ctx))) return null
      return coordinating(said, ctx, true, async (own) => once(await decideMany(approve, rest, own)))
    },
  },
]

/** What else begins with "batal" and is not the wish to leave a question. */
export const OF_A_ROSTER = new RegExp(
  `^${BEFORE}(?:ya[\\s,]+)?(?:batal(?:kan)?|urungkan)\\s+${ROSTER}\\b`,
  'iu',
)
