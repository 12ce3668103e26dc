import { forgetGiving } from '../features/pledges/forget-giving.dialog.ts'
import { askGivers } from '../features/pledges/givers.dialog.ts'
import { campaignNamed } from '../features/pledges/named-goods.ts'
import { askUnitTotal, changeUnitTotal } from '../features/pledges/unit-total.dialog.ts'
import { anybody, coordinator, dialog, once, type Phrase } from './begun.ts'
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
    shape: /^(?!=)[\s\S]{6,}$/,
    answer: async (_, said, ctx) => {
      const say = said.choice === undefined ? await askGivers(said.text, ctx) : null
      return say && once(say)
    },
  },
  {
    shape:
      /^(?:tolong\s+|mohon\s+)?(?:hapus|hilangkan|lupakan)(?:kan)?\s+(?:semua\s+)?(?:data|catatan|nama|riwayat)\s+(?:sedekah|janji|donasi|sumbangan|pemberian|telur|telor)(?:\s+\p{L}+)?(?:\s+(?:saya|sy|aku))?$/iu,
    answer: (_, said, ctx) =>
      spoken(anybody(ctx), said, ctx, (own) => dialog(forgetGiving, own, { all: false })),
  },
]
