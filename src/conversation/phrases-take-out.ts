import { putBack, takeOut } from '../features/onboarding/take-out.dialog.ts'
import { normalise } from '../language/normalise.ts'
import { findWhen } from '../language/when.ts'
import { coordinator, dialog, once, type Phrase } from './begun.ts'
import { lines } from './lines.ts'
import { spoken } from './speaker.ts'

const BEFORE = '(?:(?:mohon|tolong|tlg|minta|izin|min|pak|bu)[\\s,]+)*'
const FROM = '(?:\\s+(?:mulai|per|sejak|terhitung)(?:\\s+(?:tanggal|tgl))?\\s+(.{3,40}))?'

/** Who is of the unit no longer, and how people come in. */
export const takeOutPhrases: Phrase[] = [
  {
    shape: /^bantuan\s+(?:pendataan|pendaftaran|pegawai|impor|roster)[\s.!?]*$/i,
    answer: async (_, __, ctx) =>
      coordinator(ctx).people.length > 0 ? once([lines.helpJoining(ctx)]) : null,
  },
  {
    shape: new RegExp(
      `^${BEFORE}(?:keluarkan|hapus|coret)\\s+(?:pegawai\\s+)?(.{2,60}?)\\s+dari\\s+(?:unit|daftar|roster|dinas|opd|kantor)(?:\\s+(?:pegawai|kami|saya))?${FROM}[\\s.!]*$|^${BEFORE}keluarkan\\s+(?:pegawai\\s+)?(.{2,60}?)${FROM}[\\s.!]*$`,
      'i',
    ),
    answer: async ([, far, farFrom, near, nearFrom], said, ctx) => {
      const able = coordinator(ctx, true)
      const name = (far ?? near ?? '').trim()
      if (able.people.length === 0 || /\d/.test(name)) return null
      const text = farFrom ?? nearFrom
      const options = { ref: said.at, zone: ctx.city.zone }
      const when = text ? findWhen(normalise(text).text, options).when : null
      return spoken(able, said, ctx, async (own) =>
        text && !when?.date
          ? once([{ text: own.t('onboarding:out.noSuchDate', { name }) }])
          : dialog(takeOut, own, { name, day: when?.date ?? null, at: said.at }),
      )
    },
  },
  {
    shape: new RegExp(
      `^${BEFORE}kembalikan\\s+(?:pegawai\\s+)?(.{2,60}?)(?:\\s+ke\\s+unit(?:nya)?)?[\\s.!]*$`,
      'i',
    ),
    answer: async ([, name = ''], said, ctx) => {
      const able = coordinator(ctx, true)
      if (able.people.length !== 1) return null
      const back = await putBack(name.trim(), said, { ...ctx, person: able.people[0] ?? null })
      return back && once(back)
    },
  },
]
