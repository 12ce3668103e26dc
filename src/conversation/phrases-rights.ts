import { findUnits } from '../features/people/units.ts'
import { giveCopy, myData, notYours } from '../features/rights/my-data.dialog.ts'
import { about, once, type Phrase, type Route } from './begun.ts'
import type { Ctx } from './dialog.ts'

/** "data Budi", with whatever is polite before it: a person, not "data pegawai" or "data kehadiran". */
const SOMEBODYS =
  /^(?:(?:tolong|mohon|minta|lihat|cek|buka|kirim|tampilkan|hapus(?:kan)?|salinan|min|pak|bu)\s+)*data\s+(?:pribadi\s+|diri\s+)?(?:(?:pak|bu|bapak|ibu|si)\s+)?([\p{L}'.]{3,}(?:\s+[\p{L}'.]+){0,2})[\s.!?]*$/iu
const NO_NAME =
  /^(?:saya|sy|ku|aku|gue|pribadi|diri|kami|kita|sedekah|telur|pegawai|kehadiran|hadir|absen|presensi|unit|warga|rekap|orang|semua|itu|ini|apa|guyub|bot|salah|keliru|ke\w*)\b/i

export const rightsPhrases: Phrase[] = [
  { shape: /^data\s+saya$/i, answer: (_, said, ctx) => about((__, own) => myData(own))(said, ctx) },
  {
    shape: /^(?:salinan|unduh|download)\s+data\s+saya$/i,
    answer: (_, said, ctx) => about((__, own) => giveCopy(own))(said, ctx),
  },
  {
    shape: SOMEBODYS,
    answer: async ([, name = ''], _, ctx) =>
      NO_NAME.test(name) || isOwn(name, ctx) || (await findUnits(ctx.tx, name)).length > 0
        ? null
        : once(notYours(name, ctx)),
  },
]

/** Somebody may call themselves by name. */
const isOwn = (name: string, ctx: Ctx): boolean =>
  ctx.people.some((one) => one.name.toLowerCase().includes(name.toLowerCase()))

/** What a text asks for about somebody's own data. */
export const rightsRoutes: Record<string, Route> = {
  data_access: about((said, ctx) => (said.meaning.slots.copy === true ? giveCopy(ctx) : myData(ctx))),
}
