import { askReport } from '../features/figures/report.dialog.ts'
import { changeProgram, showCampaign } from '../features/goods/campaign-admin.dialog.ts'
import { forgetGiving } from '../features/pledges/forget-giving.dialog.ts'
import { askGivers } from '../features/pledges/givers.dialog.ts'
import { campaignNamed, goodsPattern } from '../features/pledges/named-goods.ts'
import { askUnitTotal, changeUnitTotal } from '../features/pledges/unit-total.dialog.ts'
import { type EditWish, editPoint } from '../features/points/edit-point.dialog.ts'
import { newPoint } from '../features/points/new-point.dialog.ts'
import { listPoints, showPoint } from '../features/points/points-admin.dialog.ts'
import { admin, anybody, type Begun, coordinator, dialog, once, type Phrase } from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { curiosity } from './meaning/curious.ts'
import { spoken } from './speaker.ts'

/** What is said about other people's giving, and by whoever looks after campaigns and drop points. */
export const goodsAdminPhrases: Phrase[] = [
  {
    shape:
      /^(tampilkan|buka|sembunyikan|tutup)\s+(?:jumlah|total|angka)\s+(?:sedekah\s+)?(\p{L}+)\s+(.{2,80})$/iu,
    answer: async ([, verb = '', goods = '', unit = ''], said, ctx) => {
      if (!campaignNamed(ctx.city.campaigns, goods)) return null
      return spoken(coordinator(ctx, true), said, ctx, async (own) => {
        const say = await changeUnitTotal(/^(tampilkan|buka)/i.test(verb), goods, unit, own)
        return once(say ?? [{ text: own.t('goods-admin:unit.unknown', { name: unit.slice(0, 40) }) }])
      })
    },
  },
  {
    shape:
      /^(?:jumlah|total|berapa(?:\s+jumlah|\s+total)?)\s+(?:sedekah\s+)?(\p{L}+)\s+(?:dari\s+|milik\s+|unit\s+)?(.{2,80}?)\??$/iu,
    answer: async ([, goods = '', unit = ''], _, ctx) => {
      const say = await askUnitTotal(goods, unit, ctx)
      return say && once(say)
    },
  },
  {
    // Every message may ask about somebody else: only the question itself says so.
    shape: /^[\s\S]{6,}$/,
    answer: async (_, said, ctx) => {
      const { campaigns } = ctx.city
      const wish = campaigns.length > 0 ? curiosity(said.text, goodsPattern(campaigns)) : null
      const say = wish && (await askGivers(wish, said.text, ctx))
      return say && once(say)
    },
  },
  {
    shape:
      /^(?:tolong\s+|mohon\s+)?(?:hapus|hilangkan|lupakan)(?:kan)?\s+(?:semua\s+)?(?:data|catatan|nama|riwayat)\s+(\p{L}+)(?:\s+\p{L}+)?(?:\s+(?:saya|sy|aku))?$/iu,
    answer: async ([, word = ''], said, ctx) =>
      /^(?:sedekah|janji|donasi|sumbangan|pemberian)$/i.test(word) || campaignNamed(ctx.city.campaigns, word)
        ? spoken(anybody(ctx), said, ctx, (own) => dialog(forgetGiving, own, undefined))
        : null,
  },
  {
    shape: /^(?:minta\s+|lihat\s+|buat(?:kan)?\s+)?laporan\s+(?:sedekah\s+)?(\p{L}{3,})(?:\s+(.{3,40}))?$/iu,
    answer: async ([, goods = ''], said, ctx) => {
      if (!campaignNamed(ctx.city.campaigns, goods)) return null
      return spoken(coordinator(ctx), said, ctx, async (own) =>
        once((await askReport(goods, said, own)) ?? []),
      )
    },
  },
  {
    shape: /^(?:info\s+|lihat\s+)?program\s+(.{2,40}?)\??$/i,
    answer: async ([, goods = ''], said, ctx) =>
      campaignNamed(ctx.city.campaigns, goods)
        ? spoken(admin(ctx), said, ctx, async (own) => once((await showCampaign(goods, own)) ?? []))
        : null,
  },
  {
    shape:
      /^(?:(?:ubah|ganti|atur|naikkan|turunkan)\s+)?target\s+(\p{L}+)(?:\s+(?:jadi|menjadi|ke))?\s+(-?[\d.]+)(?:\s+\p{L}+)?(?:\s+(?:sebulan|per\s+bulan|tiap\s+bulan))?$/iu,
    answer: async ([, goods = '', number = ''], said, ctx) =>
      program('target', goods, Number(number.replaceAll('.', '')), said, ctx),
  },
  {
    shape: /^(?:hapus|tanpa)\s+target\s+(\p{L}+)$/iu,
    answer: async ([, goods = ''], said, ctx) => program('target', goods, null, said, ctx),
  },
  {
    shape:
      /^(akhiri|tutup|hentikan|selesaikan|lanjutkan|perpanjang|buka\s+lagi)\s+program\s+(\p{L}+(?:\s+\p{L}+)?)(?:\s+.*)?$/iu,
    answer: async ([, verb = '', words = ''], said, ctx) => {
      const what = /^(lanjut|perpanjang|buka)/i.test(verb) ? 'resume' : 'end'
      // "telur 31 Desember", "Keping Sedulur 31 Desember": one word, or two.
      const goods = campaignNamed(ctx.city.campaigns, words) ? words : (words.split(/\s+/)[0] ?? '')
      return program(what, goods, null, said, ctx)
    },
  },
  {
    shape: /^(?:daftar\s+|lihat\s+|kelola\s+)?titik(?:\s+(?!baru\b)(\p{L}+))?$/iu,
    answer: async ([, goods], said, ctx) => {
      if (goods && !campaignNamed(ctx.city.campaigns, goods)) return pointNamed(goods, said, ctx)
      const say = await listPoints(ctx)
      return say && once(say)
    },
  },
  {
    shape: /^(?:(?:tambah(?:kan)?|buat(?:kan)?)\s+titik(?:\s+baru)?|titik\s+baru)(?:\s+(.{2,300}))?$/i,
    answer: ([, sentence], said, ctx) =>
      spoken(coordinator(ctx, true), said, ctx, (own) => dialog(newPoint, own, sentence)),
  },
  {
    shape: /^(tutup|buka)\s+titik\s+(.{2,80}?)(\s+(?:sampai|s\/d|sd|hingga)\s+.+)?$/i,
    answer: ([, verb = '', name = '', until], said, ctx) =>
      point({ what: /^t/i.test(verb) ? 'close' : 'open', name, value: null, until }, said, ctx),
  },
  {
    shape:
      /^(?:(?:ubah|ganti|atur)\s+)?jam(?:\s+buka)?\s+titik\s+(.{2,80}?)(?:\s*:|\s+jadi|\s+menjadi)?(?:\s+((?:tiap\s+|setiap\s+|hari\s+)*(?:senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad|hari\s+kerja|(?:tiap|setiap)\s+hari)\b.*))?$/i,
    answer: ([, name = '', value], said, ctx) =>
      point({ what: 'hours', name, value: value ?? null }, said, ctx),
  },
  {
    shape:
      /^(?:(?:ubah|ganti|atur)\s+)?(kontak|alamat|lokasi)\s+titik\s+(.{2,80}?)(?:(?:\s*:|\s+jadi|\s+menjadi)\s+(.{2,160}))?$/i,
    answer: ([, key = '', name = '', value], said, ctx) => {
      const what = PARTS[key.toLowerCase()] ?? 'contact'
      return point({ what, name, value: what === 'place' ? null : (value ?? null) }, said, ctx)
    },
  },
  {
    shape: /^titik\s+(?!.*\b(?:terdekat|mana|dekat)\b)(.{2,80})$/i,
    answer: ([, name = ''], said, ctx) => pointNamed(name, said, ctx),
  },
]

/** What of a point is meant by a word. */
const PARTS: Record<string, EditWish['what']> = { kontak: 'contact', alamat: 'where', lokasi: 'place' }

/** A change of a campaign, by an admin. @returns null where the word is no campaign's */
async function program(
  what: 'target' | 'end' | 'resume',
  goods: string,
  target: number | null,
  said: Said,
  ctx: Ctx,
): Promise<Begun | null> {
  if (!campaignNamed(ctx.city.campaigns, goods)) return null
  return spoken(admin(ctx), said, ctx, (own) => dialog(changeProgram, own, { what, goods, target, said }))
}

const point = (wish: EditWish, said: Said, ctx: Ctx): Promise<Begun> =>
  spoken(coordinator(ctx, true), said, ctx, (own) => dialog(editPoint, own, wish))

/** Shown to whoever looks after it; anybody else means where to bring something. */
async function pointNamed(name: string, said: Said, ctx: Ctx): Promise<Begun | null> {
  const able = coordinator(ctx)
  if (able.people.length === 0) return null
  const [only, ...others] = able.people
  const say =
    others.length > 0 && !ctx.person
      ? null
      : await showPoint(name, { ...ctx, person: ctx.person ?? only ?? null })
  return say && spoken(able, said, ctx, async () => once(say))
}
