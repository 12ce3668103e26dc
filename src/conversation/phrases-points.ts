import { readCode } from '../features/check-in/read-code.ts'
import { coordinatedPaths } from '../features/people/authority.ts'
import { readOneTimeCode } from '../features/people/one-time-code.ts'
import { changeDuty } from '../features/points/duty.dialog.ts'
import {
  acceptInvitation,
  endPetugas,
  invite,
  isInvitation,
  showPetugas,
} from '../features/points/invite.dialog.ts'
import { worksSomewhere } from '../features/points/posts.ts'
import { showStock } from '../features/points/stock.dialog.ts'
import { correctLine, decideLine } from '../features/receipts/correct-line.dialog.ts'
import { answerLines, linesIn } from '../features/receipts/lines.dialog.ts'
import { disputeReceipt, showReceipt, withdrawLine } from '../features/receipts/receipts.dialog.ts'
import { anybody, type Begun, coordinator, dialog, once, type Phrase, those } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

/** Whoever may write lines; nobody of this phone: the words mean something else. */
async function working(said: Said, ctx: Ctx, act: (own: Ctx) => Promise<Begun>): Promise<Begun | null> {
  const able = those(worksSomewhere, true, ctx)
  return able.people.length === 0 ? null : spoken(able, said, ctx, act)
}

const CODE = '([2-9A-HJ-NP-Z]{4})'
const LINE = `${CODE}(?:\\s*/\\s*(\\d{1,3}))?`
const numbered = (text: string | undefined) => (text === undefined ? null : Number(text))

/** What petugas of the points say. Their lines are recorded whatever dialog is open, as a check-in is. */
export const pointPhrases: Phrase[] = [
  {
    shape: /\bGUYUB[\s-]/i,
    answer: async (_, said, ctx) => {
      const code = readOneTimeCode(said.text)
      if (!code || !(await isInvitation(code, ctx))) return null
      return spoken(anybody(ctx), said, ctx, (own) => dialog(acceptInvitation, own, code))
    },
  },
  {
    shape: /^undang\s+(?:seorang\s+)?(?:petugas|kader)(?:\s+(?:untuk|di|ke))?(?:\s+(.{1,80}))?$/i,
    answer: ([, name], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await invite(name ?? null, own))),
  },
  {
    shape: /^(?:daftar\s+|lihat\s+)?(?:petugas|kader)\s+(?:kami|kita|saya|unit\s+(?:kami|saya))$/i,
    answer: async (_, said, ctx) =>
      ctx.people.some((one) => coordinatedPaths(one).length > 0)
        ? spoken(coordinator(ctx), said, ctx, async (own) => once(await showPetugas(own)))
        : null,
  },
  {
    shape: /^(?:cabut|berhentikan)\s+(?:petugas|kader)\s+(.{2,80})$/i,
    answer: ([, name = ''], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, async (own) => once(await endPetugas(name, own))),
  },
  {
    shape: /^(?:saya\s+)?(?:ber)?tugas\s+(?:di|ke)\s+(.{2,80})$/i,
    answer: ([, place = ''], said, ctx) =>
      working(said, ctx, async (own) => once(await changeDuty(place.trim(), said, own))),
  },
  {
    shape: /^(?:lihat\s+|cek\s+)?stok(?:nya)?(?:\s+(?:di\s+)?(.{2,80}))?\??$/i,
    answer: ([, name], said, ctx) =>
      working(said, ctx, async (own) => once(await showStock(name ?? null, own))),
  },
  {
    shape: new RegExp(`^bukti\\s+${CODE}$`, 'i'),
    answer: ([, ref = ''], said, ctx) => working(said, ctx, async (own) => once(await showReceipt(ref, own))),
  },
  {
    shape: new RegExp(`^(?:batalkan|batal|cabut|tarik)\\s+baris\\s+${LINE}$`, 'i'),
    answer: ([, ref = '', line], said, ctx) =>
      working(said, ctx, async (own) => once(await withdrawLine(ref, numbered(line), own))),
  },
  {
    shape: new RegExp(`^koreksi\\s+(?:baris\\s+)?${LINE}(?:\\s+([\\s\\S]{1,400}))?$`, 'i'),
    answer: ([, ref = '', line, rest = ''], said, ctx) =>
      working(said, ctx, async (own) => once(await correctLine(ref, numbered(line), rest, said, own))),
  },
  {
    shape: new RegExp(`^(setujui|setuju|tolak)\\s+koreksi\\s+${CODE}$`, 'i'),
    answer: ([, word = '', ref = ''], said, ctx) =>
      working(said, ctx, async (own) => once(await decideLine(ref, !/^tolak/i.test(word), said, own))),
  },
  {
    shape: /^keliru\s+([a-z\d]{5})$/i,
    answer: async ([, code = ''], said, ctx) => once(await disputeReceipt(code, said, ctx)),
  },
  {
    // Somebody who is no petugas, or no longer: whom to ask, instead of not being understood.
    shape: /^(?:salur(?:kan)?\s+\d.*\b(?:untuk|utk)\s+\d|pindah(?:kan)?\s+\d.*\bke\s)/i,
    answer: async (_, __, ctx) =>
      ctx.people.some(worksSomewhere) ? null : once([{ text: ctx.t('points:notYours') }]),
  },
  {
    shape: /[\p{L}\p{N}]/u,
    answer: async (_, said, ctx) => {
      const lines = await linesIn(said, ctx)
      if (!lines) return null
      // "MAWAR 27" is a code of a screen, whoever has a name like it.
      const [only, second] = lines
      const named = !second && only?.kind === 'receive' && only.opens !== 'clearly'
      if (named && readCode(said.text)?.exact) return null
      const { text, at, inboxId, attachment } = said
      const message = { text, at, inboxId, photo: attachment?.kind === 'photo' }
      return working(said, ctx, async (own) => once(await answerLines(message, lines, own)))
    },
  },
]
