import { coordinates } from '../features/people/authority.ts'
import { findUnits } from '../features/people/units.ts'
import { correctData } from '../features/rights/correct.dialog.ts'
import { eraseMine } from '../features/rights/erase.dialog.ts'
import { dropRequest, judgeRequest, listRequests } from '../features/rights/judge-request.dialog.ts'
import { merge } from '../features/rights/merge.dialog.ts'
import { giveCopy, myData, notYours } from '../features/rights/my-data.dialog.ts'
import { pathOfRequest } from '../features/rights/requests.ts'
import {
  about,
  admin,
  anybody,
  type Begun,
  coordinator,
  dialog,
  once,
  type Phrase,
  type Route,
  those,
} from './begun.ts'
import type { Ctx, Said } from './dialog.ts'
import { spoken } from './speaker.ts'

const REF = '([2-9A-HJ-NP-Z]{4})'
const BECAUSE = /^[\s,:;-]*(?:(?:karena|krn|sebab|alasan(?:nya)?)\s*:?\s*)?(.{3,300})$/is

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
    shape:
      /^(?:(?:lihat|cek|daftar|ada)\s+)?permintaan\s+data(?:\s+(?:pribadi|masuk|yang\s+menunggu))?[\s.?!]*$/i,
    answer: (_, said, ctx) =>
      spoken(coordinator(ctx), said, ctx, async (own) => once(await listRequests(own))),
  },
  {
    shape: new RegExp(`^(?:batal(?:kan)?|tarik|cabut)\\s+permintaan(?:\\s+data)?\\s+${REF}[\\s.!]*$`, 'i'),
    answer: ([, ref = ''], said, ctx) =>
      spoken(anybody(ctx), said, ctx, async (own) => once(await dropRequest(ref.toUpperCase(), said, own))),
  },
  {
    shape: new RegExp(`^(setujui|setuju|terima|tolak)\\s+${REF}((?:[\\s,].{1,300})?)$`, 'is'),
    answer: async ([, word = '', ref = '', rest = ''], said, ctx) =>
      judge({ ref: ref.toUpperCase(), approve: !/^tolak/i.test(word), rest }, said, ctx),
  },
  {
    shape:
      /^(?:gabung(?:kan)?|satukan)\s+(?:data\s+)?(.{2,60}?)\s+(?:dengan|dgn|ke|dan)\s+(.{2,60}?)[\s.!]*$/i,
    answer: ([, loser = '', winner = ''], said, ctx) =>
      spoken(admin(ctx), said, ctx, (own) => dialog(merge, own, { loser, winner })),
  },
  {
    // What the understanding reads only with a thing that is wrong: "data saya salah", "ada yang keliru".
    shape:
      /^(?:ralat|betulkan|perbaiki|koreksi)\s+data(?:\s+saya)?[\s.!]*$|^data\s+saya\s+(?:ada\s+yang\s+)?(?:salah|keliru|tidak\s+benar)[\s.!]*$/i,
    answer: (_, said, ctx) => correct(said, ctx),
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
  data_delete: eraseOwn,
  // What rests on a consent ends with it; what rests on the law is explained.
  consent_withdraw: eraseOwn,
  data_correct: correct,
  data_access: about((said, ctx) => (said.meaning.slots.copy === true ? giveCopy(ctx) : myData(ctx))),
}

function eraseOwn(said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(anybody(ctx), said, ctx, (own) => dialog(eraseMine, own, undefined))
}

function correct(said: Said, ctx: Ctx): Promise<Begun> {
  return spoken(anybody(ctx), said, ctx, (own) => dialog(correctData, own, said))
}

/** @returns null when the code is of something else (leave, a claim, a dispute) */
async function judge(
  { ref, approve, rest }: { ref: string; approve: boolean; rest: string },
  said: Said,
  ctx: Ctx,
): Promise<Begun | null> {
  const path = await pathOfRequest(ctx.tx, ref)
  if (path === null) return null
  const able = those((one) => coordinates(one, path), true, ctx)
  const words = BECAUSE.exec(rest)?.[1]?.trim() ?? null
  return spoken(able, said, ctx, (own) =>
    dialog(judgeRequest, own, { ref, verdict: { approve, words }, said }),
  )
}
