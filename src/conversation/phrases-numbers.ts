import { addNumber, pairNumber, showNumbers } from '../features/numbers/numbers.dialog.ts'
import { admin, once, type Phrase } from './begun.ts'
import { spoken } from './speaker.ts'

/** The city's own WhatsApp numbers, for admins. */
export const numberPhrases: Phrase[] = [
  {
    shape: /^(?:(?:status|nomor|no|cek)\s+)?(?:whatsapp|wa)(?:\s+guyub)?$/i,
    answer: (_, said, ctx) => spoken(admin(ctx), said, ctx, async (own) => once(await showNumbers(own))),
  },
  {
    shape:
      /^(?:sambung(?:kan)?|taut(?:kan)?|pasang(?:kan)?)\s+(?:whatsapp|wa)(?:\s+(\d))?(?:\s+(\+?[\d\s-]{9,20}))?$/i,
    answer: ([, rank, phone], said, ctx) =>
      spoken(admin(ctx), said, ctx, async (own) =>
        once(await pairNumber(rank ? Number(rank) : null, phone ?? null, own)),
      ),
  },
  {
    shape: /^tambah\s+nomor\s+cadangan$/i,
    answer: (_, said, ctx) => spoken(admin(ctx), said, ctx, async (own) => once(await addNumber(own))),
  },
]
