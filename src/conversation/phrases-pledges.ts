import { changeDialog } from '../features/pledges/change-pledge.dialog.ts'
import { asEggs, names } from '../features/pledges/goods-words.ts'
import { isMoney } from '../features/pledges/money-words.ts'
import {
  cancelPledge,
  confirmPledge,
  delivered,
  myPledges,
  noMoreAbout,
  showPledge,
  wantNews,
} from '../features/pledges/my-pledges.dialog.ts'
import { nearby } from '../features/pledges/nearby.dialog.ts'
import { codeLike, justPledged } from '../features/pledges/own-pledges.ts'
import { pledge } from '../features/pledges/pledge.dialog.ts'
import { openPledges, pledgeByCode } from '../features/pledges/pledge.ts'
import { pledgeCodesIn } from '../features/pledges/pledge-code.ts'
import { campaignsHere } from '../features/points/here.dialog.ts'
import { type Begun, dialog, once, type Phrase, type Route } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'

const CODE = '[2-9A-HJ-NP-Z]{5}'

/** What a giver says with a pledge's code, typed or behind a button, and the short words that a reminder offers. */
export const pledgePhrases: Phrase[] = [
  {
    shape: new RegExp(`^(?:batal(?:kan)?|cancel|hapus)(?:\\s+(?:sedekah|janji|telur))*\\s+${CODE}$`, 'i'),
    answer: (_, said, ctx) => coded(said, async () => once(await cancelPledge(said, ctx))),
  },
  {
    shape: new RegExp(`^(?:saya\\s+)?jadi(?:kan)?\\s+${CODE}$`, 'i'),
    answer: (_, said, ctx) => coded(said, async () => once(await confirmPledge(said, ctx))),
  },
  {
    shape: new RegExp(`^kabari(?:\\s+saya)?(?:\\s+${CODE})?[\\s.!]*$`, 'i'),
    answer: async (_, said, ctx) => once(await wantNews(said, ctx)),
  },
  {
    shape: /^batal(?:kan)?\s+semua\s+janji$/i,
    answer: async (_, said, ctx) => once(await cancelPledge(said, ctx)),
  },
  {
    // The words of a reminder without its button, while something stands open.
    shape: /^(jadi|ubah)[\s.!]*$/i,
    answer: async ([, word = ''], said, ctx) => {
      if ((await openPledges(ctx.tx, ctx.address.id)).length === 0) return null
      return /^j/i.test(word) ? once(await confirmPledge(said, ctx)) : dialog(changeDialog, ctx, said)
    },
  },
  {
    shape:
      /^(?:(?:cek|lihat|status|daftar|riwayat)\s+)?(?:janji|sedekah|sumbangan)(?:\s+\p{L}+)?\s+(?:saya|sy|ku)\??$/iu,
    answer: async (_, __, ctx) => once(await myPledges(ctx)),
  },
  {
    shape:
      /^(?:(?:cari|lihat|di\s*mana|dmn|dimana)\s+)?titik(?:\s+(?!kumpul apel)\p{L}+){0,3}(?:\s+(?:terdekat|dekat.*|di\s.*))?\??$/iu,
    answer: async (_, said, ctx) => dialog(nearby, ctx, said),
  },
  {
    shape: new RegExp(`(?<![\\p{L}\\d])${CODE}(?![\\p{L}\\d])`, 'iu'),
    answer: (_, said, ctx) => aboutOwn(said, ctx),
  },
]

/** Only what can be a pledge's code: five letters of a word are none. */
async function coded(said: Said, answer: () => Promise<Begun>): Promise<Begun | null> {
  return codeLike(said.text) ? answer() : null
}

/** A sentence with the code of a pledge of this chat is about that one, whatever else it may sound like. */
async function aboutOwn(said: Said, ctx: Ctx): Promise<Begun | null> {
  const [named] = pledgeCodesIn(said.text).filter(({ right }) => right)
  const found = named ? await pledgeByCode(ctx.tx, named.code) : null
  if (found?.addressId !== ctx.address.id) return null
  const alone = said.text.replace(/[\s.!?]/g, '').length === found.code.length
  if (alone) return once(await showPledge(found, said, ctx))
  if (/\b(?:batal|batalkan|tidak jadi|ga jadi|gak jadi|cancel)\b/i.test(said.text))
    return once(await cancelPledge(said, ctx))
  if (/\b(?:sudah|udah|sdh|udh|telah)\b/i.test(said.text)) return once(await delivered(said, ctx))
  return /^qr\b/i.test(said.text) ? null : dialog(changeDialog, ctx, said)
}

/** What a text asks for → who answers, as far as it is about giving. */
export const pledgeRoutes: Record<string, Route> = {
  pledge_create: async (said, ctx) =>
    (await onlyWhenOrWhere(said, ctx)) ? dialog(changeDialog, ctx, said) : dialog(pledge, ctx, said),
  pledge_change: (said, ctx) => dialog(changeDialog, ctx, said),
  pledge_cancel: async (said, ctx) => once(await cancelPledge(said, ctx)),
  pledge_delivered: async (said, ctx) => once(await delivered(said, ctx)),
  ask_my_pledge: async (_, ctx) => once(await myPledges(ctx)),
  opt_out: async (said, ctx) => once(await noMoreAbout(said, ctx)),
}

/** "besok saya antar telurnya", while a pledge stands open: no second one. */
async function onlyWhenOrWhere(
  { meaning: { slots, quantity, when }, text }: Said,
  ctx: Ctx,
): Promise<boolean> {
  if (quantity || when?.rrule || 'money_idr' in slots || /\d|🥚|\blagi\b|\bmau\b/u.test(text)) return false
  const placed = when !== null || typeof slots.place === 'string'
  return placed && (await openPledges(ctx.tx, ctx.address.id)).length > 0
}

/** Words that make a question of place one about giving. */
const GIVING =
  /\b(?:telu?o?[rk]|titik|posyandu|sedekah|sumbang|donasi|antar|diantar|kumpul|setor|serahkan|titip)/i

/** Where to bring it: "di mana antar telur?", "posyandu dekat Bacang"; null for the place of an apel. */
export async function placeOfGiving(said: Said, ctx: Ctx): Promise<Begun | null> {
  const campaigns = await campaignsHere(ctx)
  const given = GIVING.test(said.text) || campaigns.some((one) => names(said.text, one))
  return campaigns.length > 0 && given ? dialog(nearby, ctx, said) : null
}

/** Right after a pledge was recorded, "eh 20 maksudnya" and a bare "besok" are about it. */
export async function afterPledge(said: Said, ctx: Ctx): Promise<Begun | null> {
  const { intent } = said.meaning
  if (intent !== 'correction' && intent !== 'slot_answer') return null
  return (await justPledged(ctx.tx, ctx.address.id, said.at)) ? dialog(changeDialog, ctx, said) : null
}

/** Understood as something of its own that no goods are about. */
const SETTLED = new Set([
  'checkin',
  'checkin_code',
  'affirm',
  'deny',
  'menu_choice',
  'register_field',
  'greet',
  'thanks',
])

/**
 * The same sentence, read as if about eggs where it is about the goods of another campaign: rice in Malang, milk in
 * Bekasi. What understands was built on eggs; the goods come from the database.
 */
export async function inGoods(
  said: Said,
  ctx: Ctx,
  read: (text: string, at: Date) => Said['meaning'],
): Promise<Said> {
  const { intent } = said.meaning
  if (said.choice !== undefined || said.text.length < 4 || (intent !== null && SETTLED.has(intent)))
    return said
  const others = (await campaignsHere(ctx)).filter(({ goods }) => goods !== 'telur')
  const campaign = others.find((one) => names(said.text, one) || said.text !== asEggs(said.text, one))
  if (!campaign) return said
  const meaning = read(asEggs(said.text, campaign), said.at)
  return /^(?:pledge_|ask_my_pledge|ask_pledge_total|ask_place|opt_out|slot_answer)/.test(
    meaning.intent ?? '',
  )
    ? { ...said, meaning }
    : said
}

/** Money for giving, in whatever words: "minta nomor rekening sedekah telur". */
export async function moneyForGiving(said: Said, ctx: Ctx): Promise<Begun | null> {
  if (said.choice !== undefined || !isMoney(said)) return null
  const campaigns = await campaignsHere(ctx)
  const about = /\b(?:sedekah|donasi|sumbang\w*|infa[kq]|bantu\w*|nyumbang)\b/i.test(said.text)
  return campaigns.length > 0 && (about || campaigns.some((one) => names(said.text, one)))
    ? dialog(pledge, ctx, said)
    : null
}
