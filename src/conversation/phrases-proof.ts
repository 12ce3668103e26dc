import { changeAgenda } from '../features/agenda/change-agenda.dialog.ts'
import { proofWish, saysProof } from '../features/agenda/proof-words.ts'
import { setVenueDialog, showVenues } from '../features/venues/set-venue.dialog.ts'
import type { ActivityKind, City } from '../lib/city.ts'
import { admin, coordinator, dialog, once, type Phrase } from './begun.ts'
import { spoken } from './speaker.ts'

/** What a session takes as proof, and where its places are. */
export const proofPhrases: Phrase[] = [
  {
    shape: /\b(?:bukti|lok|kode|ko?ord|gps)/i,
    answer: async (_, said, ctx) => {
      if (said.choice !== undefined || !saysProof(proofWish(said.text))) return null
      const kind = kindIn(said.text, ctx.city)
      // With an hour it is a session of its own: then the dialog that makes it reads the proof.
      const { when, slots } = said.meaning
      const made = NEW.test(said.text) || slots.time !== undefined || when?.time !== undefined
      if (!kind || made || coordinator(ctx, true).people.length === 0) return null
      const meaning = { ...said.meaning, slots: { ...slots, event_type: kind.kind } }
      return spoken(coordinator(ctx, true), said, ctx, (own) =>
        dialog(changeAgenda, own, { said: { ...said, meaning }, action: 'change' }),
      )
    },
  },
  {
    shape: /^(?:daftar\s+|lihat\s+)?(?:letak|tempat\s+presensi)(?:\s+tempat)?\??$/i,
    answer: (_, said, ctx) => spoken(coordinator(ctx), said, ctx, async (own) => once(await showVenues(own))),
  },
  {
    shape:
      /^(?:ubah\s+|atur\s+|ganti\s+|set\s+)?(?:letak|posisi|koordinat)\s+(?:tempat\s+)?(?!titik\b)(.{3,80}?)(?:\s*,?\s*radius(?:nya)?\s+(\d{1,5})\s*(?:m|meter)?)?[.!]*$/i,
    answer: async ([, name = '', radius], said, ctx) =>
      admin(ctx).people.length > 0
        ? spoken(admin(ctx), said, ctx, (own) =>
            dialog(setVenueDialog, own, { name, radius: radius === undefined ? null : Number(radius) }),
          )
        : null,
  },
]

const NEW = /\b(?:buat|buatkan|bikin|tambah|tambahkan|jadwalkan|adakan)\b/i

/** The kind of activity that is named, by its longest name. */
function kindIn(text: string, city: City): ActivityKind | null {
  const said = ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')} `
  const named = city.activityKinds.flatMap((kind) =>
    [kind.title, kind.kind.replaceAll('_', ' '), ...kind.aliases]
      .map((name) => name.toLowerCase())
      .filter((name) => said.includes(` ${name} `))
      .map((name) => ({ kind, length: name.length })),
  )
  return named.sort((a, b) => b.length - a.length)[0]?.kind ?? null
}
