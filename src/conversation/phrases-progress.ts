import { showProgress } from '../features/figures/progress.dialog.ts'
import { showQr } from '../features/pledges/qr.dialog.ts'
import { worksSomewhere } from '../features/points/posts.ts'
import { giveSheet } from '../features/points/sheet.dialog.ts'
import { once, type Phrase, those } from './begun.ts'
import { spoken } from './speaker.ts'

/** What a campaign has come to, the QR of a pledge, the paper of a point. */
export const progressPhrases: Phrase[] = [
  {
    shape:
      /^(?:(?:lihat|cek|info|minta|gambar)\s+)?(?:progres+|perkembangan|capaian|pencapaian)(?:\s+.{0,60})?$/i,
    answer: async (_, said, ctx) => once(await showProgress(said.text, ctx)),
  },
  {
    shape:
      /^(?:(?:minta|lihat|tampilkan|kirim)\s+)?(?:kode\s+)?qr(?:\s+(?:janji\s+)?([2-9A-HJ-NP-Z]{5}))?[\s.!?]*$/i,
    answer: async ([, code], _, ctx) => once(await showQr(code ?? null, ctx)),
  },
  {
    shape:
      /^(?:(?:minta|cetak|unduh)\s+)?lembar(?:an)?(?:\s+(?:cetak|penerimaan|titik))?(?:\s+(?:untuk\s+)?(.{3,80}))?$/i,
    answer: ([, name], said, ctx) =>
      spoken(those(worksSomewhere, false, ctx), said, ctx, async (own) =>
        once(await giveSheet(name ?? null, own)),
      ),
  },
]
