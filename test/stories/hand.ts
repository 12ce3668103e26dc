import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const SHARE_PHONE = 'Kirim nomor HP saya'
export const PLACE = { latitude: -2.1333, longitude: 106.1167 }

/** "lokasi", "lokasi 2300 m", "lokasi siaran 20 m ±12", "lokasi terusan", "lokasi pilihan": so far north of `PLACE`. */
export function placeIn(thing: string) {
  const [, how = '', far, accuracy] =
    /^lokasi(?: (siaran|terusan|pilihan))?(?: (\d+) m)?(?: ±(\d+))?$/.exec(thing) ?? []
  // One degree of a meridian is as long everywhere.
  const latitude = PLACE.latitude + Number(far ?? 0) / 111_195
  return {
    ...{ latitude, longitude: PLACE.longitude, live: how === 'siaran' },
    ...(accuracy === undefined ? {} : { accuracy: Number(accuracy) }),
    ...{ forwarded: how === 'terusan', picked: how === 'pilihan' },
  }
}
/** What somebody sees: the words without their marks, and the labels below. */
export type Seen = { text: string; buttons: string[] }
export type Moment = { at: Date }
/** `from`: somebody else's button, as a forged press. */
export type Press = { label: string; from: Hand | null }

/** One person's phone on one messenger. */
export interface Hand {
  /** The address outside: a Telegram id, a webchat name. */
  readonly id: string
  sends(text: string, how: Moment & { edited?: boolean; forwarded?: boolean }): Promise<void>
  presses(press: Press, how: Moment): Promise<void>
  /** A button that nobody offered, with this text behind it. */
  forges(text: string, how: Moment): Promise<void>
  /** berkas NAMA (of test/stories/berkas), suara, stiker, foto, dokumen, kontak, kontak orang lain, lokasi, reaksi */
  shows(thing: string, how: Moment): Promise<void>
  /** What has come since it was last asked. */
  news(): Promise<Seen[]>
  /** Where a button with this label stands, newest first. */
  button(label: string): Promise<{ data: string } | undefined>
}

/** "berkas pegawai.csv" → its name and what is in it. */
export function fileOf(thing: string): [string, Buffer] {
  const name = thing.slice('berkas '.length)
  return [name, readFileSync(fileURLToPath(new URL(`berkas/${name}`, import.meta.url)))]
}
