import type { Curious } from '../../features/pledges/givers.dialog.ts'

const GIVE =
  '(?:(?:ber|men)?(?:sedekah|derma)|sumbang(?:an|kan)?|(?:me)?nyumbang|(?:ber)?donasi|(?:ber)?janji|(?:me)?nyetor|setor(?:an|kan)?|(?:me)?mberi(?:kan)?|kasih|kumpul(?:kan)?|(?:meng)?antar(?:kan)?|bawa|(?:meng)?kirim|ikut(?:an)?|titip(?:kan|an)?)'
const NOT = '(?:belum|blm|belom|tidak|tdk|nggak|enggak|gak|ga|tak|lum)'
const DONE = '(?:sudah|sdh|udah|telah|pernah|la|lah)'
const WHO =
  '(?:siapa(?:kah|pun)?|siape|daftar|list|nama(?:-nama)?|rekap|data|laporan|pegawai|karyawan|staf|anggota|orang|asn|pns|pppk)'
const OTHER = /\b(?:titik|posyandu|kelurahan|kecamatan|jadwal|stok)\b/
const SELF = /\b(?:saya|sy|aku|ku|sendiri|kami)\b/
/** Nobody's name, although it stands where one could. */
const NO_NAME =
  /^(?:saya|sy|aku|kami|kita|ini|itu|apa|berapa|siapa|mana|kapan|hari|bulan|minggu|pekan|tahun|besok|lusa|kemarin|tadi|nanti|sekarang|senin|selasa|rabu|kamis|jumat|sabtu|ahad|tiap|setiap|untuk|dari|di|ke|dengan|yang|atas|rutin|batal|baru|lagi|juga|aja|saja|dong|ya|kota|unit|dinas|badan|kantor|posyandu|kelurahan|kecamatan|puskesmas|titik|sedekah|janji|donasi|program|apakah|kenapa|mengapa|bagaimana|gimana|cara|sudah|belum|semua|ada|mau|ingin|bisa|boleh|orang|pegawai|terkumpul|masuk|diterima|se\w+|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan)$/

/**
 * "siapa yang belum sedekah", "daftar pemberi telur", "ranking sedekah", "janji telur Budi", "target per pegawai": whether
 * a text asks for what nobody is told. Pure.
 * @param goods what is given, as alternatives of a pattern (`goodsPattern`)
 * @returns `name`: whom a question about one person seems to be about; the caller knows whether it is a person
 */
export function curiosity(text: string, goods: string): Curious | null {
  const said = asked(text)
  // Sooner the body of an announcement or a story than a question.
  if (said === '' || said.length > 160) return null
  const has = (pattern: string) => new RegExp(`\\b(?:${pattern})\\b`).test(said)
  const given = `(?:${GIVE}|${goods})`
  const giving = has(
    `(?:ber)?sedekah|derma|sumbangan|menyumbang|donasi|(?:donatur|pemberi|penyumbang|penyedekah)(?:nya)?|${goods}`,
  )
  if (!giving) return null
  // Whom the goods reached: recorded as a number of people, never as names.
  if (
    has('siapa|siape|daftar|list|nama') &&
    has('penerima(?:nya)?|(?:me)?nerima|terima|mendapat|dapat|diberi|dikasih')
  )
    return has('petugas|kader|pemberi|donatur|penyumbang') ? null : { about: 'recipients' }
  const people = has(WHO) || /^(?:yang|yg)\b/.test(said)
  if (
    (people || /\b(?:yang|yg)\b/.test(said)) &&
    has(`${NOT}(?: \\w+){0,2} ${given}`) &&
    (!SELF.test(said) || has('siapa'))
  )
    return { about: 'missing' }
  if (
    has(
      'ranking|rangking|rank|peringkat|top(?: \\d+)?|juara|ter(?:banyak|besar|rajin|dermawan|sedikit|kecil|pelit)|paling \\w+|klasemen|leaderboard',
    ) &&
    !OTHER.test(said)
  )
    return { about: 'ranking' }
  if (
    has('target|kuota|jatah|wajib|diwajibkan|kewajiban|minimal|harus') &&
    has(
      '(?:per|tiap|setiap|masing-masing|semua|untuk) (?:orang|pegawai|kepala|asn|pns|pppk|staf|opd|unit|dinas)|pegawai|asn',
    )
  )
    return { about: 'quota' }
  if (
    has(
      `(?:${WHO}|tampilkan|lihat|minta|siapa saja)(?: \\w+){0,3} (?:pemberi|penyumbang|donatur|penyedekah)(?:nya)?`,
    ) ||
    has(
      `(?:siapa|siape|daftar|list|nama|rekap|data)(?: \\w+){0,3} (?:yang|yg)(?: ${DONE})?(?: \\w+){0,2} ${given}`,
    ) ||
    has(`(?:siapa|siape) (?:saja |aja )?(?:${DONE} )?${given}`) ||
    has('(?:per|tiap|setiap|masing-masing|menurut) (?:orang|pegawai|nama|nip|individu)|by name') ||
    has(
      `(?:janji|sedekah|donasi|sumbangan)(?: (?:${goods}))? (?:para )?(?:pegawai|karyawan|staf|anak buah|bawahan|anggota)`,
    )
  )
    return { about: 'list' }
  if (SELF.test(said)) return null
  const name = nameIn(said, goods)
  return name ? { about: 'person', name } : null
}

/** One name of one to three words where a person would stand. */
function nameIn(said: string, goods: string): string | null {
  const title = '(?:(?:milik|punya|dari|si|pak|bu|bapak|ibu|mas|mbak|bang|kak) )*'
  const name = '((?:[a-z]{3,} ){0,2}?[a-z]{3,})'
  const shapes = [
    `^(?:cek |lihat |tampilkan |berapa |catatan |riwayat |data |rekap )*(?:janji|sedekah|donasi|sumbangan|${goods})(?: (?:${goods}|sedekah))?(?:nya)? ${title}${name}(?: berapa| ada berapa)?$`,
    `^(?:apa |apakah )?${title}${name} (?:${DONE}|${NOT})(?: (?:${DONE}|${NOT}|apa))* (?:${GIVE}|${goods})(?: (?:${goods}))?(?: (?:belum|apa belum|ya|berapa(?: banyak)?))?$`,
    `^berapa (?:${goods}|sedekah|sumbangan)(?:nya)? (?:yang )?(?:di)?(?:${GIVE} )?(?:oleh )?${title}${name}$`,
  ]
  for (const shape of shapes) {
    const found = new RegExp(shape).exec(said)?.[1]
    if (
      found &&
      !found.split(' ').some((word) => NO_NAME.test(word) || new RegExp(`^(?:${goods})$`).test(word))
    )
      return found
  }
  return null
}

/** The question itself: without greeting and prelude; of an announcement only for whom it is, not what it says. */
function asked(text: string): string {
  const said = text
    .toLowerCase()
    .replace(/2(?=\s|$)/g, '')
    .replace(/[^\p{L}\p{N}:\s-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(
      /^(?:(?:assalamu\w*|selamat \w+|mohon izin|izin bertanya|permisi|min|admin|pak|bu|kak|tolong|mohon|coba|minta) )+/,
      '',
    )
  const announces =
    /^(?:umumkan|kirim(?:kan)?|sampaikan|beri ?tahu|kabari|pengumuman|ingatkan|buat(?:kan)? pengumuman)\b/
  return (announces.test(said) ? (said.split(':')[0] ?? '') : said)
    .replace(/:/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}
