import { EVENT_WORDS as EV } from './events.ts'

/** What else is known of a message when its wish is weighed. */
export type Signs = {
  /** A question mark, or a question word. */
  question: boolean
  event: boolean
  eggs: boolean
  quantity: boolean
  when: boolean
  time: boolean
  /** A day after today. */
  future: boolean
  unit: boolean
  nip: boolean
  nik: boolean
  code: boolean
  /** Somebody else's name with a status: "Budi sakit". */
  named: number
}

/** `has` must match, `unless` must not; the rule with the highest `score` says what the message wants. */
export type Rule = { intent: string; score: number; has: RegExp; unless?: RegExp; if?: (s: Signs) => boolean }

const EVENT = `\\b(?:${EV})\\b`
const NEG = '\\b(?:tidak|belum|berhalangan|gagal|urung)\\b'
const COME =
  '(?:hadir|ikut|masuk|datang|menghadiri|turut|bergabung|gabung|sempat|apel|senam|upacara|berpartisipasi|ngantor|ke kantor|kerja|hadiri|retret|pelatihan)'
const GIVE =
  '(?:sedekah|sumbang|donasi|titip|infak|infaq|hibah|menyedekahkan|keping sedulur|kiping sedulur|sedulur|beri telur|kasih telur|memberi telur|janji|berbagi telur)'
const ASK =
  /\b(?:apa|apakah|kapan|berapa|di mana|ke mana|mana|bagaimana|siapa|kenapa|adakah|jadi tidak|benarkah|betulkah)\b/
const ABSENT = 'tanpa keterangan|tidak hadir|terlambat|belum hadir|tidak masuk|bolos|izin|sakit|absen'
const re = (source: string): RegExp => new RegExp(source)

/**
 * What people want, in their own words: a table of patterns over normalised text, with a weight each
 * (DOMAIN.md §4.2 for the style). Groups stand by subject; the order matters only between equal scores.
 */
export const RULES: Rule[] = [
  // What must not be kept
  { intent: 'sensitive_unneeded', score: 100, has: /./, if: (s) => s.nik && !s.nip },
  {
    intent: 'sensitive_unneeded',
    score: 97,
    has: /\b(?:nik|nomor ktp|ktp|kartu keluarga|nomor kk)\b(?: saya)?(?: itu| adalah)? ?\d|(?:foto|kirim|scan|fotokopi) (?:ktp|kk|kartu keluarga)/,
  },
  {
    intent: 'sensitive_unneeded',
    score: 96,
    has: /\b(?:anak|balita|bayi|cucu|keponakan|adik|batita)\b.*\b(?:stunting|gizi (?:buruk|kurang)|kurang gizi|berat|timbang|timbangan|tinggi|panjang badan|lingkar|kurus|bb|tb)\b|\b(?:stunting|gizi buruk|gizi kurang|kurang gizi)\b.*\b(?:anak|balita|bayi|nama|umur|usia)\b/,
    unless: re(`\\b(?:${GIVE}|untuk anak)\\b|^(?:apa|apakah|berapa) `),
  },
  {
    intent: 'sensitive_unneeded',
    score: 96,
    has: /\b(?:hiv|aids|tbc|tb paru|kanker|tumor|diabetes|kencing manis|hepatitis|depresi|bipolar|skizofrenia|sifilis|gonore|hasil lab|hasil laboratorium|diagnosa|diagnosis|didiagnosa|didiagnosis|rekam medis|positif hamil|keguguran|gangguan jiwa|epilepsi|lupus)\b/,
  },
  {
    intent: 'sensitive_unneeded',
    score: 96,
    has: /\b(?:password|kata sandi|otp|pin atm|nomor rekening|rekening (?:bri|bca|bni|mandiri|bsb|sumsel)|nomor kartu kredit)\b/,
  },

  // What nobody asked for
  {
    intent: 'spam',
    score: 95,
    has: /\b(?:pinjol|pinjaman (?:online|cepat|dana)|dana cepat|slot|gacor|judi|judol|togel|maxwin|jackpot|casino|kasino|promo|diskon|cashback|cuan|viralkan|sebarkan (?:pesan|ke|ini)|kirim ke \d+|teruskan ke \d+|bagikan ke \d+|forward ke|pulsa gratis|kuota gratis|menang(?:kan)? (?:undian|hadiah)|pemenang undian|hadiah (?:undian|uang|motor|mobil)|klik (?:link|tautan|di sini)|investasi|trading|crypto|bitcoin|pesugihan|obat kuat|pelangsing|penghasilan tambahan|kerja (?:sampingan|online)|depo(?:sit)?|giveaway|join (?:grup|group|channel))\b/,
    unless: /\b(?:hadir|absen|izin|telur|apel)\b/,
  },

  // Agreement and rights
  {
    intent: 'consent_withdraw',
    score: 94,
    has: /\b(?:cabut|tarik|batalkan|batal|menarik|mencabut)\b.*\b(?:persetujuan|izin data|setuju|kesediaan)\b|\btidak setuju lagi\b|\btidak mau (?:lagi )?data saya/,
  },
  {
    intent: 'consent_no',
    score: 84,
    has: /\b(?:tidak|belum|kurang) (?:setuju|bersedia|sepakat)\b|^keberatan$|\btolak\b|^menolak/,
  },
  {
    intent: 'consent_yes',
    score: 82,
    has: /^(?:iya,? |oke,? |baik,? )?(?:saya )?(?:setuju|bersedia|sepakat|menyetujui)\b/,
    unless: /\?|\btelur\b/,
  },
  {
    intent: 'data_delete',
    score: 93,
    has: /\b(?:hapus|hapuskan|dihapus|delete|musnahkan|bersihkan|menghapus|hilangkan)\b.*\b(?:data|akun|nomor saya|identitas|nama saya|profil|riwayat|info(?:rmasi)? saya|saya dari)\b/,
  },
  {
    intent: 'data_access',
    score: 90,
    has: /\b(?:data|info(?:rmasi)?|yang)\b.*\b(?:disimpan|tersimpan|simpan|dicatat|dikumpulkan|kalian punya|punya saya)\b|^(?:lihat |cek |tampilkan |minta |mau lihat )?(?:data|profil|biodata) saya\b(?! salah)(?:,? apa.*)?$|\b(?:salinan|copy|kopi|ekspor|unduh|download|export|minta|lihat|cek|tampilkan)\b.*\b(?:data|profil) (?:saya|pribadi|diri)\b|\bapa yang .*tahu (?:soal|tentang) saya\b/,
    unless: /\b(?:hapus|salah|hadir|absen|ubah|ganti|rekap)\b/,
  },
  {
    intent: 'data_correct',
    score: 91,
    has: /\b(?:nama|nip|opd|unit|nomor|nomor hp|hp|jabatan|status|data|instansi|golongan)\b(?: \w+)? ?(?:saya )?(?:di (?:sini|bot|data) )?(?:itu )?(?:salah|keliru|typo|tidak (?:benar|sesuai|tepat)|kurang (?:tepat|huruf)|berubah|ganti|sudah ganti)\b|\b(?:ubah|ganti|perbaiki|betulkan|ralat|koreksi|update|perbarui|edit)\b.*\b(?:nama|nip|opd|unit|nomor hp|nomor|instansi|data|status kepegawaian|jabatan)\b(?: saya)?|\b(?:sudah |baru |saya )?(?:pindah|mutasi|dimutasi|dipindah|dipindahkan|pindah tugas|ditugaskan)(?: tugas| kerja| dinas)? (?:ke|di) |\bsekarang (?:saya )?(?:sudah )?(?:di|dinas di|kerja di|bertugas di|pns|pppk|cpns)\b|\bsudah (?:diangkat|jadi|menjadi|dilantik)(?: jadi| menjadi)? (?:pns|pppk|cpns)\b/,
    unless: re(`${EVENT}|\\b(?:telur|antar|posyandu|hadir|absen|kehadiran|masih di|sudah di)\\b`),
  },

  // Messages
  {
    intent: 'opt_in',
    score: 91,
    has: /\b(?:aktifkan|nyalakan|hidupkan|aktif|mulai|kirim|kirimi|terima|langganan|berlangganan|subscribe|ikuti|lanjutkan|dapat|bisa|mau|minta|ingin|daftarkan)\b.*\b(?:lagi )?(?:pengingat|notifikasi|notif|pengumuman|info(?:rmasi)?|pesan|reminder|kabar|berita|ingatkan)\b(?: lagi)?|\bingatkan saya (?:lagi|terus|tiap|setiap|kalau|jika|soal|tentang)\b|^(?:subscribe|langganan|berlangganan|start lagi|mulai lagi|aktifkan lagi)$|^(?:aktifkan|nyalakan)\b/,
    unless: re(
      `\\b(?:jangan|tidak|stop|berhenti|berapa|kapan|pegawai|semua|matikan|siapa|apa)\\b|\\bke (?:semua|seluruh)\\b|h[-+]\\d|\\b(?:absen|sesi)\\b`,
    ),
  },
  {
    intent: 'opt_out',
    score: 92,
    has: /^(?:stop|berhenti|unsubscribe|unsub|henti|hentikan|keluar|quit|mute|diam|setop)(?: (?:langganan|dulu|semua|pesan|bot|iya|kirim|mengirim|kirimi saya|aja|saja))*$|\b(?:jangan|tidak usah|tidak perlu|tidak mau|berhenti|stop|setop|hentikan|matikan|nonaktifkan|tolong henti)\b.*\b(?:kirim|kirimi|dikirim|dikirimi|mengirim|ingatkan|diingatkan|pesan|pengingat|notif|notifikasi|pengumuman|chat|hubungi saya|ganggu|mengganggu|spam|wa|telepon|info|reminder|broadcast|wa saya|langganan|terima)\b/,
    unless: /\b(?:jangan kirim dulu|siapkan)\b/,
  },

  // Register
  {
    intent: 'ask_how_register',
    score: 89,
    has: /\b(?:belum|bagaimana|cara|caranya|lewat mana|di mana|ke mana|kenapa|tidak bisa|kok|harus apa)\b.*\b(?:daftar|terdaftar|mendaftar|pendaftaran|registrasi|didaftarkan|mendaftarkan)\b|\b(?:daftar|pendaftaran|registrasi|mendaftar|daftarnya)\b.*\b(?:bagaimana|cara|caranya|di mana|lewat mana|ke mana|gagal|tidak bisa)\b/,
    unless: /daftar hadir/,
  },
  {
    intent: 'help',
    score: 90,
    has: /\b(?:bagaimana|apa|jelaskan|minta|tolong)\b.*\bcara(?:nya)? (?:untuk )?(?:mendaftar|pendaftaran|registrasi|melakukan pendaftaran)\b/,
  },
  {
    intent: 'register',
    score: 81,
    has: /\b(?:daftar|mendaftar|daftarkan|registrasi|register|mendaftarkan|pendaftaran|regis|registrasikan|gabung|bergabung)\b/,
    unless: re(
      `daftar (?:hadir|nama|yang|telur|kegiatan|acara|pemenang|pegawai|opd|alamat)\\b(?! saya)|\\b(?:buka|tutup) pendaftaran|${NEG} (?:bisa )?(?:gabung|bergabung)|\\bsudah (?:terdaftar|daftar)`,
    ),
  },
  { intent: 'register', score: 83, has: /./, if: (s) => s.nip },
  {
    intent: 'register',
    score: 78,
    has: /\b(?:nama (?:saya )?|perkenalkan|kenalkan|saya )\w+.*\b(?:dari|pegawai|staf|di|kantor|honorer|phl|pns|pppk|cpns|tkk|bagian)\b|\b(?:honorer|phl|pns|pppk|cpns|tkk|p3k|pegawai|staf)\b.*\b(?:nama|di|dari|kecamatan|kelurahan|dinas|kantor)\b/,
    unless: re(
      `${EVENT}|\\b(?:hadir|izin|sakit|cuti|telur|sedekah|sumbang|absen|terlambat|tidak|pindah|mutasi|salah|umumkan|rekap|siapa|berapa|sudah di)\\b`,
    ),
    if: (s) => s.unit && !s.question,
  },

  // Coordinators
  {
    intent: 'event_create',
    score: 80.5,
    has: re(`^(?:jadwal|agenda|undangan|info|pelaksanaan|kegiatan)(?: kegiatan| acara)? ${EVENT}`),
    unless: /\b(?:berapa|kapan|di mana|apa|saya)\b/,
    if: (s) => s.time && !s.question,
  },
  {
    intent: 'attendance_override',
    score: 89,
    has: /^(?:tolong |bantu |mohon |minta )*(?:hadirkan|absenkan|tandai|izinkan) [a-z]+/,
    unless: /\b(?:saya|telur|semua)\b/,
  },
  {
    intent: 'event_close',
    score: 90,
    has: /\b(?:absen|sesi|daftar hadir|checkin)\b.*\b(?:ditutup|tutup|diakhiri|selesai)\b/,
    unless: /\b(?:saya|kapan|berapa|jam|apakah|kok|kenapa|sudah ditutup)\b/,
    if: (s) => !s.question,
  },
  {
    intent: 'event_open',
    score: 90,
    has: /\b(?:absen|sesi|daftar hadir|checkin)\b.*\b(?:dibuka|buka)\b/,
    unless: /\b(?:saya|kapan|berapa|jam|apakah|kok|kenapa|sudah|belum)\b/,
    if: (s) => !s.question,
  },
  {
    intent: 'attendance_dispute',
    score: 89,
    has: /\b(?:belum|tidak) (?:masuk|tercatat|muncul|ada|terdata|terekam)(?: di)? (?:data|sistem|rekap|daftar|aplikasi|absen|bot)\b|\b(?:hadir|absen|apel|senam)\b.*\btidak (?:tercatat|terekam|terdata|muncul)\b/,
    unless: /\btelur\b/,
  },
  {
    intent: 'attendance_bulk',
    score: 93,
    has: /./,
    unless: /\?|^(?:rekap|siapa|umumkan)/,
    if: (s) => s.named >= 2,
  },
  {
    intent: 'attendance_bulk',
    score: 92,
    has: /\b(?:semua|seluruh)(?: \w+){0,3} (?:hadir|masuk|lengkap)\b.*\b(?:kecuali|selain)\b|\bhadir semua\b|\b(?:tandai|catat|absenkan|hadirkan|input)\b.*\b(?:semua|seluruh)\b|^(?:semua|seluruh) (?:pegawai |staf |anggota |tim )?(?:sudah )?hadir\b|\bhadir(?: semua)? kecuali\b|\b(?:tandai|catat|absenkan|hadirkan)\b [^,]+(?:, | dan )[^,]+\b(?:hadir|sakit|izin|cuti|dinas luar|terlambat)/,
    unless: /\?|\b(?:wajib|harap|umumkan|apakah)\b/,
  },
  {
    intent: 'attendance_override',
    score: 90,
    has: re(
      `^(?:tolong |bisa |mohon |bantu |minta )*(?:tandai|catat|catatkan|ubah|set|input|inputkan|jadikan|masukkan|absenkan|hadirkan|koreksi|ganti|update|tulis)\\b.*\\b(?:hadir|${ABSENT}|cuti|dinas luar)\\b`,
    ),
    unless: re(`\\b(?:telur|saya)\\b|\\bjadwal`),
  },
  {
    intent: 'attendance_override',
    score: 84,
    has: /^[a-z]+(?: [a-z]+)? (?:tadi )?(?:hadir|sakit|izin|cuti|dinas luar|tanpa keterangan),? .*\b(?:hp|absenkan|dicatat|tolong)\b/,
    if: (s) => s.named === 1,
  },
  {
    intent: 'award_set',
    score: 91,
    has: /\b(?:juara|peringkat|terbaik|pemenang|penghargaan|award)\b/,
    if: (s) => s.unit && !s.question,
    unless: /\b(?:siapa|mana|apa|kapan|berapa|siapakah)\b/,
  },
  {
    intent: 'ask_award',
    score: 88,
    has: /\b(?:juara|terbaik|pemenang|penghargaan|award|ranking|peringkat|menang)\b/,
    unless: /\bumumkan\b|\bundian\b/,
  },
  {
    intent: 'broadcast',
    score: 89,
    has: /^(?:tolong |mohon |bantu )*(?:umumkan|siarkan|broadcast|blast|sampaikan|infokan|informasikan|beritahu|beritahukan|beri tahu|kabari|kirim(?:kan)? (?:pesan|pengumuman|info|pemberitahuan|undangan)|buat(?:kan)? pengumuman|bikin pengumuman|pengumuman|sebarkan|wa(?:kan)? semua|teruskan ke)\b/,
  },
  {
    intent: 'event_create',
    score: 89.5,
    has: re(
      `^(?:tolong |mohon |bantu )*(?:umumkan|siarkan|infokan|sampaikan|pengumuman|informasikan)\\b,? (?:ada |bahwa |kegiatan )*${EVENT}`,
    ),
    unless:
      /\bwajib\b|\bke (?:semua|phl|pns|honorer|seluruh|pppk|opd|pegawai)\b|\b(?:batal|dibatalkan|ditiadakan|diundur|dipindah|diganti)\b/,
    if: (s) => s.when && s.event,
  },
  {
    intent: 'event_create',
    score: 88.5,
    has: re(
      `^(?:tolong |mohon |bantu |mau |saya mau )*(?:buat|buatkan|bikin|bikinkan|jadwalkan|agendakan|tambah|tambahkan|rencanakan|adakan|buka jadwal|set jadwal|input|masukkan|atur|laksanakan)\\b.*(?:${EVENT}|\\bjadwal\\b)`,
    ),
    unless: /\btelur\b|\bpengumuman\b|\bpengingat\b/,
  },
  {
    intent: 'event_create',
    score: 79,
    has: re(
      `^(?:akan (?:ada|dilaksanakan|diadakan) |ada |besok ada |undangan |info |agenda |jadwal |kegiatan )*${EVENT}`,
    ),
    unless: re(
      `\\b(?:saya|hadir|tidak|izin|ikut|sakit|sudah|siapa|rekap|selesai$|katanya|absen)\\b|\\b(?:berapa|kapan|di mana|apa|mana|bagaimana|jadi kan)\\b`,
    ),
    if: (s) => s.when && (s.time || s.event) && !s.question,
  },
  {
    intent: 'event_change',
    score: 87,
    has: re(
      `(?:${EVENT}|\\bjadwal\\b|\\btempat (?:apel|senam)).*\\b(?:diundur|dipindah|dipindahkan|pindah|dimajukan|majukan|maju|geser|digeser|diubah|ubah|ganti|berubah|reschedule|dialihkan|menjadi|jadi (?:jam|pukul|hari|tanggal|di)|bergeser)\\b|\\b(?:undurkan|pindahkan|majukan|geser|diundur|dimajukan|ubah|ganti|tunda|reschedule|pindah)\\b.*${EVENT}`,
    ),
    unless: /\b(?:telur|antar|katanya|saya|jadi tidak|apakah|apa benar|siapa|absen saya)\b/,
    if: (s) => !s.question,
  },
  {
    intent: 'event_cancel',
    score: 87.5,
    has: re(
      `${EVENT}.*\\b(?:ditiadakan|dibatalkan|batal|batalkan|tidak jadi|diliburkan|dihapus|libur|tidak ada|ditiadain|tidak dilaksanakan|tidak dilaksanain|cancel|dicancel)\\b|\\b(?:batalkan|tiadakan|hapus|liburkan|batal|cancel)\\b.*${EVENT}`,
    ),
    unless:
      /\b(?:telur|katanya|saya|hadir|ikut|izin|cuti|sakit|masuk|apakah|apa benar|kabarnya|dengar|pergi|menghadiri)\b/,
    if: (s) => !s.question,
  },
  {
    intent: 'event_close',
    score: 90,
    has: /\b(?:tutup|tutupkan|akhiri|selesaikan|close|kunci|ditutup|hentikan|selesai)\b.*\b(?:absen|sesi|check-?in|apel|senam|daftar hadir|kehadiran|pendaftaran|kegiatan|retret|pelatihan|presensi)\b|^tutup$/,
    unless: /\b(?:saya|kapan|berapa|jam|apakah|tidak bisa|sudah ditutup)\b/,
  },
  {
    intent: 'event_open',
    score: 90,
    has: /\b(?:buka|bukakan|open|aktifkan|nyalakan|mulai|mulaikan)\b.*\b(?:absen|sesi|check-?in|daftar hadir|kehadiran|presensi)\b|\b(?:buka|mulai) (?:apel|senam|retret|pelatihan|kegiatan|acara)\b|^buka$/,
    unless: /\b(?:saya|kapan|berapa|apakah|tidak bisa|jam berapa|lagi|pengingat)\b/,
  },
  {
    intent: 'reminder_create',
    score: 91.5,
    has: /\b(?:ingatkan|pengingat|reminder|kirim ingatan)\b/,
    unless: /\b(?:jangan|tidak usah|tidak perlu|matikan|hentikan|stop|berhenti|aktifkan|nyalakan|lagi)\b/,
    if: (s) => s.time || s.when,
  },
  {
    intent: 'reminder_create',
    score: 86,
    has: /\b(?:ingatkan|buat(?:kan)? pengingat|pasang pengingat|atur pengingat|setel pengingat)\b/,
    unless: /\b(?:jangan|tidak usah|tidak perlu|ingatkan saya|lagi)\b/,
  },
  {
    intent: 'recap_request',
    score: 86,
    has: /\b(?:rekap|rekapan|rekapitulasi|recap)\b|\blaporan\b.*\b(?:hadir|kehadiran|absen|apel|senam|kegiatan|bulan|hari ini|harian|bulanan|mingguan)\b|\b(?:daftar|list|data) (?:yang |nama )?(?:hadir|kehadiran|absen|belum|tidak|izin|sakit|pegawai yang)\b|\bsiapa(?:kah)?(?: saja)?(?: \w+)?(?: yang)? (?:belum|tidak|sudah|hadir|izin|sakit|cuti|dinas luar|terlambat|tanpa keterangan|bolos)\b|\b(?:berapa|jumlah|total)(?: (?:orang|pegawai|persen|banyak))*(?: yang| di \w+)? ?(?:sudah |belum |tidak |masih )*(?:hadir|absen|izin|sakit|cuti|terlambat|masuk|kehadiran|tanpa keterangan|dinas luar|datang)\b|\byang (?:belum|tidak|sudah)(?: \w+)? (?:hadir|absen|datang) (?:siapa|berapa)|^(?:yang )?belum (?:hadir|absen) (?:siapa|berapa)|\b(?:ekspor|export|unduh|download|tarik)\b.*\b(?:absen|kehadiran|data apel|rekap)\b|\bpersentase\b|\bkehadiran (?:opd|dinas|unit|kami|pegawai)\b/,
    unless: /\b(?:kehadiran|absen|rekap|hadir|riwayat|absensi) (?:saya|aku|ku|pribadi)\b|\bsaya\b|\btelur\b/,
  },

  // My own record
  {
    intent: 'ask_my_attendance',
    score: 88,
    has: /\b(?:rekap|rekapan|riwayat|kehadiran|absen|catatan|laporan|data|histori|history|status)\b(?: \w+){0,2} (?:saya|ku|pribadi saya)\b|\bsaya\b.*\b(?:hadir|absen|tanpa keterangan|terlambat|izin|masuk|bolos)\b.*\b(?:berapa|belum|apa belum|atau belum|kah)\b|\bberapa(?: kali)? (?:saya|aku)\b.*\b(?:hadir|absen|izin|terlambat|tanpa keterangan|masuk|ikut)\b|\b(?:apakah|apa) (?:saya|absen saya)(?: sudah)? (?:hadir|absen|tercatat|terdaftar hadir|masuk)\b|\b(?:absen|kehadiran|hadir) saya\b.*\b(?:tercatat|masuk|sudah|berapa|bagaimana)\b|\bsaya (?:sudah )?(?:tercatat|terabsen) (?:hadir )?(?:belum|tidak|apa)\b|\bsaya (?:sudah )?berapa kali\b|\bcek (?:kehadiran|absen)\b/,
    unless:
      /\b(?:salah|keliru|padahal|lupa|kok|belum masuk|tidak tercatat|telur|kenapa|koreksi|tidak sesuai|siapa|bagaimana cara|harusnya|seharusnya|surat|belum tercatat|data saya$)\b/,
  },
  {
    intent: 'attendance_dispute',
    score: 89,
    has: re(
      `\\b(?:lupa|kelupaan|terlupa|ketinggalan|kelewat(?:an)?)\\b(?: \\w+){0,2} (?:absen|check|scan|hadir|tanda tangan)|\\bpadahal\\b.*\\b(?:hadir|absen|datang|ikut|apel|senam|sudah|izin|cuti|sakit|masuk|surat|tepat waktu)\\b|\\b(?:tercatat|tertulis|tercantum|kok|kenapa|dicatat|dianggap|statusnya|status|terhitung|ditulis|dibilang|dinyatakan)\\b.*\\b(?:tanpa keterangan|tidak hadir|terlambat|belum hadir|tidak masuk|bolos|belum absen|tidak absen)\\b|\\b(?:absen|kehadiran|rekap|status|data hadir|catatan)\\b(?: \\w+){0,4} (?:salah|keliru|tidak sesuai|tidak masuk|belum masuk|tidak tercatat|tidak muncul|hilang|tidak benar|belum tercatat|tidak terekam)\\b|\\b(?:koreksi|sanggah|keberatan|komplain|protes|perbaiki|ralat|banding)\\b.*\\b(?:absen|kehadiran|hadir|rekap|status|tanpa keterangan)\\b|\\b(?:harusnya|seharusnya|mestinya|semestinya)\\b.*\\b(?:hadir|izin|sakit|cuti|dinas luar|tepat waktu)\\b|\\b(?:hadir|ikut|absen|datang)\\b.*\\b(?:tidak tercatat|belum tercatat|tidak masuk|tidak terekam|tidak terbaca|belum masuk (?:sistem|data|rekap))\\b|\\bsalah (?:catat|absen|rekap)\\b`,
    ),
    unless: /\b(?:telur|nama saya|nip saya|siapa|tandai|surat)\b/,
  },

  // Absence
  {
    intent: 'cancel_absence',
    score: 88,
    has: /\b(?:tidak jadi|batal|batalkan|cabut|urung|cancel|tarik|dibatalkan|hapus)\b(?: \w+){0,3} (?:izin|cuti|sakit|dinas luar|ketidakhadiran|tidak hadir|absen)\b|\b(?:izin|cuti|dinas luar)(?: \w+){0,3} (?:dibatalkan|batal|tidak jadi|dicabut|batalkan)\b|\b(?:sudah|udah|alhamdulillah) (?:sembuh|sehat|pulih|enakan|baikan|mendingan|fit|membaik)\b|\b(?:ternyata|akhirnya|rupanya) (?:saya )?(?:jadi |bisa |sempat )+(?:hadir|ikut|datang|masuk)\b|^(?:saya )?jadi (?:bisa )?(?:hadir|ikut|datang|masuk)\b|\brapat(?:nya)? batal,? (?:saya|jadi)/,
    unless:
      /\b(?:telur|sedekah|sumbang|tidak jadi (?:hadir|ikut|datang|masuk)|batal (?:hadir|ikut|datang))\b/,
  },
  {
    intent: 'rsvp_partial',
    score: 87,
    has: /\b(?:hari|sesi) (?:ke ?-? ?\d|\d|pertama|kedua|ketiga|keempat|terakhir|1|2|3)\b.*\b(?:tidak|cuma|saja|izin|absen|berhalangan|tanpa)\b|\b(?:tidak|cuma|saja|izin|berhalangan|hadir hanya|ikut)\b.*\b(?:hari|sesi) (?:ke ?-? ?\d|pertama|kedua|ketiga|keempat|terakhir)\b|\b(?:cuma|saja) (?:bisa )?(?:ikut|hadir) (?:sebagian|setengah|separuh|sampai|pagi|siang|sesi)\b|\b(?:ikut|hadir) (?:sebagian|setengah hari|separuh)\b/,
    unless: /^(?:hadir|absen)\b(?!.*\b(?:saja|cuma|tidak)\b)|\b(?:siapa|rekap|kapan|berapa|telur)\b/,
    if: (s) => !s.question,
  },
  {
    intent: 'absence_document',
    score: 89,
    has: /\b(?:surat|foto surat|berkas|dokumen|spt|sppd|spt-nya)\b(?: \w+){0,2} ?(?:dokter|sakit|izin|tugas|keterangan|perintah|cuti|rawat|opname)?\b.*\b(?:menyusul|terlampir|lampir|berikut|kirim|upload|serahkan|besok|nanti|sudah|susulan|dikirim|ada)\b|\b(?:ini|berikut|kirim|terlampir|lampiran|lampirkan|upload|serahkan|susulkan|menyusul|foto|saya lampirkan|mengirim|mengirimkan|nyerahin|menyerahkan|kumpulkan)\b(?: \w+){0,2} (?:surat|spt|sppd)\b|^(?:surat|foto surat) (?:dokter|sakit|izin|tugas|keterangan|perintah|cuti)/,
    unless:
      /^(?:saya )?(?:sakit|izin|cuti|tidak \w+),|\b(?:telur|rekap|ktp|kapan|padahal|bagaimana|cara|ke mana|di mana)\b/,
  },
  {
    intent: 'report_late',
    score: 85,
    has: /\bterlambat\b|\b(?:kena|kejebak|terjebak|terkena) macet\b|\bmacet\b|\b(?:masih|lagi|sedang) (?:di |dalam )?(?:jalan|perjalanan)\b|\bban (?:\w+ )?(?:bocor|kempes|pecah|gembos)\b|\bmogok\b|\botw\b|\b(?:agak|mungkin|sedikit|bakal) (?:lambat|telat|lama|siang)\b|\bdatang (?:agak )?(?:lambat|siang|belakangan)\b|\bmotor mogok\b|\bmobil mogok\b|\bkesiangan\b|\bbangun kesiangan\b|\bmenyusul (?:sebentar|nanti|\d)/,
    unless:
      /\b(?:tercatat|padahal|siapa|rekap|kenapa|kok|telur|batas|paling|dianggap|tandai|catat|jam berapa|maksimal|toleransi|berapa kali)\b|\bterlambat (?:apa|tidak|kah)\b/,
  },
  {
    intent: 'report_absence',
    score: 84,
    has: re(
      `(?:${NEG}|\\bbatal\\b|\\bminus\\b)(?: \\w+){0,3}? ${COME}\\b|\\b(?:tidak bisa|tidak sempat|berhalangan|tidak dapat)\\b|\\b${COME}\\b tidak bisa\\b`,
    ),
    unless: re(
      `\\b(?:telur|daftar|terdaftar|setuju|siapa|rekap|tidak bisa (?:absen|check|masuk (?:kode|aplikasi)|scan|buka|kirim|daftar|dibuka|lihat)|belum hadir|umumkan|wajib|padahal|apakah|boleh tidak)\\b|\\btidak ada apel|\\btidak (?:jadi|usah|perlu) (?:izin|cuti)`,
    ),
  },
  {
    intent: 'report_absence',
    score: 83,
    has: /^(?:saya |hari ini |besok |lusa |mau |minta |mohon |mengajukan |ajukan |ambil |lagi |sedang |bapak saya |permohonan )*(?:izin|cuti|sakit|dinas luar|tugas belajar|tugas luar|perjalanan dinas|bekerja dari rumah|tanpa keterangan|berhalangan)\b/,
    unless:
      /\bizin (?:hadir|absen|masuk|bergabung|menyimak|daftar|kak|tanya)\b|^(?:mohon )?izin (?:apel|ikut|untuk hadir|absen)|\b(?:cuti bersama|telur|siapa|rekap|bagaimana|berapa|kapan|di mana)\b/,
  },
  {
    intent: 'report_absence',
    score: 82.5,
    has: /\b(?:saya|kami|aku)\b.*\b(?:izin|cuti|sakit|demam|dinas luar|tugas luar|perjalanan dinas|opname|rawat inap|dirawat|tugas belajar|bekerja dari rumah|diare|meriang|flu|melahirkan|kurang enak badan|kurang sehat|tidak enak badan|masuk angin)\b|\b(?:izin|cuti|sakit|dinas luar|tugas luar|perjalanan dinas|wfh|opname|bekerja dari rumah)\b.*\b(?:besok|hari|senin|selasa|rabu|kamis|jumat|tanggal|karena|keperluan|acara|urusan|keluarga|dokter|dulu)\b|\b(?:demam|opname|rawat inap|diare|meriang|masuk angin|kurang enak badan|tidak enak badan|kurang sehat|masuk rumah sakit|kecelakaan|berduka|meninggal)\b|\bdinas luar\b|\bpulang (?:cepat|duluan|awal|lebih awal|dulu)\b|\bizin (?:dulu|pamit|keluar|pulang|tidak)\b/,
    unless: re(
      `\\b(?:siapa|rekap|telur|tandai|catat|izin (?:hadir|absen)|cuti bersama|libur|posyandu|kapan|umumkan|padahal|berapa|apakah|bagaimana|cara)\\b`,
    ),
  },

  // I am here, I will come
  {
    intent: 'checkin',
    score: 86,
    has: /^(?:saya )?(?:sudah )?(?:hadir|absen)\b.*\b(?:izin|pulang)\b/,
    unless: /\b(?:tidak|belum|besok|siapa)\b/,
  },
  {
    intent: 'ask_how_checkin',
    score: 90,
    has: /\b(?:bagaimana|cara|caranya|lewat mana|di mana|kenapa|kok|tidak bisa|gagal|susah|error|ke mana|pakai apa|dari mana)\b.*\b(?:absen|check-?in|scan|isi (?:hadir|kehadiran)|konfirmasi (?:hadir|kehadiran)|lapor hadir|kehadiran|hadir)\b|\b(?:absen|check-?in|scan|absennya)\b.*\b(?:bagaimana|cara|caranya|di mana|lewat mana|tidak bisa|gagal|error|lewat apa|pakai apa|ke mana)\b|^(?:saya )?belum (?:absen|check-?in)$|\bkode(?:nya)? (?:apa|mana|berapa|di mana|salah|tidak (?:bisa|muncul|terbaca))\b|\bminta kode\b|\bmau absen tapi\b/,
    unless:
      /\b(?:rekap|siapa|padahal|lupa|tercatat|absen saya|kehadiran saya|salah catat|telur|bukti kehadiran|tidak bisa hadir|kok tidak hadir)\b/,
  },
  {
    intent: 'rsvp_yes',
    score: 84.5,
    has: /\b(?:siap|insyaallah|akan|pasti|bakal|tetap|mau|bisa|berencana|sanggup|dipastikan|konfirmasi|nanti|semoga)(?: \w+){0,2} (?:hadir|ikut|datang|menghadiri|bergabung|meluncur|kehadiran|berpartisipasi|merapat)\b|\b(?:besok|lusa|nanti|senin|selasa|rabu|kamis|jumat|sabtu)\b.*\b(?:hadir|ikut|datang|masuk|gabung)\b|\b(?:hadir|ikut|datang)\b.*\b(?:besok|lusa|insyaallah|nanti|depan)\b|^siap laksanakan|^(?:saya )?ikut(?: \w+)?$|\bsaya (?:ikut|gabung)\b/,
    unless: re(
      `\\b(?:tidak|belum|sudah|telur|siapa|umumkan|wajib|izin|absen|padahal|sembuh|sehat|batal|sedekah|sedulur|daftar|kapan|berapa|apa|tadi|kemarin|terlambat|tandai|catat)\\b`,
    ),
    if: (s) => !s.question && !s.code,
  },
  {
    intent: 'checkin',
    score: 82,
    has: /\bhadir\b|\b(?:lapor|melapor|laporan) (?:hadir|masuk|kehadiran)\b|^(?:saya |mau |ingin |izin |minta |tolong )*(?:absen|check-?in|cekin|masuk)\b|\b(?:izin|mau|numpang|ikut|saya|baru) absen\b|\babsen (?:masuk|pagi|apel|senam|sekarang|hadir)\b|^(?:hadir|present)/,
    unless: re(
      `${NEG}(?: \\w+){0,3}? (?:hadir|absen)|\\b(?:siapa|rekap|tercatat|padahal|lupa|kenapa|umumkan|wajib|tandai|catat|berapa|telur|kok|bagaimana|cara|kapan|daftar hadir|harusnya|semua hadir)\\b`,
    ),
    if: (s) => !s.question,
  },
  {
    intent: 'checkin',
    score: 82,
    has: /\b(?:sudah|telah|baru|saya|kami|kita|posisi|ini)(?: (?:ada|berada|sampai|tiba|nyampai|stand ?by|standby|hadir|datang|kumpul|merapat|berdiri|parkir))* (?:di|ke) (?:lokasi|tempat|lapangan|halaman|barisan|kantor|alun|stadion|aula|ruang|area|gedung|titik|balai|venue|taman|acara|apel|senam|tkp|posisi|depan|parkiran|masjid|gor)|\b(?:sudah|telah) (?:sampai|tiba|datang|di tempat|di lokasi|standby|stand by|merapat|berbaris|baris|hadir|absen|kumpul|ready|nyampai|nyampe)\b|^(?:di|posisi di) (?:lokasi|lapangan|halaman|tempat)\b|\bikut (?:apel|senam)(?: \w+)? (?:sekarang|hari ini|pagi ini)\b|^(?:standby|stand by|merapat|sampai|tiba)(?: di .*)?$/,
    unless: re(
      `\\b(?:tidak|belum|telur|siapa|padahal|lupa|antar|serahkan|daftar|pindah|tercatat|surat|umumkan|bagaimana|masih di jalan)\\b`,
    ),
    if: (s) => !s.question && !s.quantity,
  },
  {
    intent: 'checkin',
    score: 83,
    has: /\b(?:hadir|absen|apel|senam|check-?in|saya|lokasi|kode)\b/,
    unless: re(`${NEG} |\\btelur`),
    if: (s) => s.code && !s.question,
  },

  // Eggs
  {
    intent: 'pledge_cancel',
    score: 89,
    has: re(
      `\\b(?:tidak jadi|batal|batalkan|cabut|urung|cancel|berhenti|stop|hentikan|hapus|tidak bisa)\\b.*\\b(?:${GIVE}|telur|janji|antar telur|rutin)\\b|\\b(?:${GIVE}|telur)\\b.*\\b(?:tidak jadi|batal|dibatalkan|cancel|dihentikan|urung)\\b`,
    ),
    unless: /\b(?:pengingat|ingatkan|diingatkan|pesan|pengumuman|notif|kirim|info)\b/,
  },
  {
    intent: 'ask_pledge_total',
    score: 87,
    has: /\b(?:total|jumlah|berapa|capaian|progres|progress|perkembangan|hasil|update|rekap|data)\b.*\btelur\b|\btelur\b.*\b(?:berapa|terkumpul|total|jumlah|capaian)\b|\bterkumpul\b|\b(?:sedekah|donasi|sedulur)\b.*\b(?:berapa|total|terkumpul)\b/,
    unless:
      /\b(?:saya|harga|satu papan berapa|isinya|aku|minimal|maksimal|berapa (?:hari|lama)|siapa)\b|1 (?:papan|karpet|tray|kg|rak|kodi|lusin)\b.*\bberapa/,
  },
  {
    intent: 'ask_my_pledge',
    score: 88,
    has: re(
      `\\b(?:janji|${GIVE}|telur)\\b.*\\b(?:saya|aku|ku)\\b.*\\b(?:apa|berapa|mana|belum|tercatat|kapan|status|sudah|bagaimana|diterima)\\b|\\b(?:saya|aku)\\b.*\\b(?:janji|${GIVE}|telur)\\b.*\\b(?:berapa|apa|mana|apa belum|belum)\\b|\\b(?:berapa|apa)\\b.*\\b(?:janji|sedekah|sumbang|donasi|telur) (?:telur )?saya\\b|^(?:cek|lihat|rekap|status|riwayat|daftar) (?:janji|sedekah|donasi|sumbangan|telur)(?: telur)?(?: saya)?$|\\bsaya (?:sudah )?(?:janji|sedekah|sumbang|donasi)(?: telur)? berapa|^(?:janji|sedekah|donasi) (?:telur )?saya$`,
    ),
    unless: /\b(?:antar ke|ke mana|di mana|batal|tidak jadi)\b|^saya mau/,
  },
  {
    intent: 'pledge_delivered',
    score: 87,
    has: /\b(?:sudah|telah|barusan|baru|tadi|selesai)\b.*\b(?:antar|diantar|serahkan|diserahkan|menyerahkan|kirim|dikirim|titip|dititip|dititipkan|setor|disetor|setorkan|kumpul|kumpulkan|dikumpulkan|bawa|dibawa|diterima|drop|kasih|dikasih|sampai|taruh|beri)\b|\b(?:telur|sedekah)\b.*\b(?:sudah|telah|udah)\b.*\b(?:di posyandu|sampai|beres|selesai|di kantor|di petugas)\b|^(?:antar|diantar|diserahkan|serahkan) (?:tadi|kemarin|barusan)/,
    unless:
      /\b(?:lokasi|apel|tempat apel|rumah sakit|apakah|surat|belum|berapa|tidak jadi|lapangan|halaman|barisan)\b/,
    if: (s) => (s.eggs || s.quantity) && !s.question,
  },
  {
    intent: 'pledge_delivered',
    score: 80,
    has: /^(?:saya )?sudah (?:saya )?(?:antar|diantar|serahkan|diserahkan|setor|disetor|titipkan|titip|kumpulkan)\b|\bsudah (?:saya )?(?:antar|serahkan|diserahkan|setor)(?:kan)? (?:ke|di) (?:posyandu|petugas|kantor|kader|bidan)/,
    unless: /\b(?:surat|laporan)\b/,
  },
  {
    intent: 'pledge_change',
    score: 86,
    has: /\b(?:tambah|kurangi|nambah|ubah|ganti|jadi|jadinya|menjadi|tinggal|sisa|cuma|pecah|retak|busuk|diganti|dikurangi|naikkan|turunkan|revisi|ralat)\b/,
    unless:
      /\b(?:sedekah|sumbang|donasi|sudah diantar|tidak jadi|mau|bukan|kecuali|absen|apel|senam|hadir|ingin|rutin|ikut)\b|^saya (?:titip|janji)/,
    if: (s) => s.eggs || s.quantity,
  },
  {
    intent: 'pledge_change',
    score: 86,
    has: /\b(?:ubah|ganti|tambah|kurangi|naikkan|turunkan|revisi|ralat)\b.*\b(?:janji|sedekah|sumbangan|sumbang|donasi|titipan)\b|\b(?:janji|sedekah|sumbangan|sumbang|donasi)\b.*\b(?:jadi|ganti|ubah|diubah|tambah|dikurangi)\b/,
    unless: /\b(?:tidak jadi|batal)\b/,
    if: (s) => !s.question,
  },
  {
    intent: 'pledge_change',
    score: 86,
    has: /\b(?:antar|diantar|antarnya|pengantaran|penyerahan|serahkan|telur|setor|jemput|ambil)\b.*\b(?:diundur|dipindah|pindah|ganti|ubah|diubah|jadi|dimajukan|besok saja|geser|tunda|di majukan)\b|\b(?:tempat|lokasi|alamat|hari|waktu|tanggal|jadwal|tujuan)(?: \w+)? (?:ganti|pindah|diubah|ubah|dipindah|jadi)\b(?! apel)|^(?:ganti|pindah|ubah) (?:ke|tempat|lokasi|hari|tanggal|tujuan)|^(?:diundur|undur|mundur|majukan)\b/,
    unless: re(`${EVENT}|\\b(?:tidak jadi|nama|nip|opd|umumkan)\\b`),
    if: (s) => !s.question,
  },
  {
    intent: 'pledge_create',
    score: 84,
    has: re(
      `\\b${GIVE}\\b|\\b(?:mau|ingin|saya|nanti|besok|kami)\\b.*\\b(?:antar|bawa|kirim|setor|serahkan|kumpulkan|beri|kasih|bantu|kumpul)\\b.*\\btelur\\b|\\b(?:antar|bawa|kirim|setor)\\b.*\\btelur\\b|\\btelur\\b.*\\b(?:antar|bawa|titip|kirim|diantar|dibawa|setor)\\b`,
    ),
    unless: /\b(?:tidak|sudah|batal|siapa|berapa|di mana|ke mana|kapan|bagaimana|cara)\b|\bapa (?:itu|sih)\b/,
  },
  {
    intent: 'pledge_create',
    score: 79.5,
    has: /./,
    if: (s) => s.quantity && s.eggs && !s.question,
    unless: /\b(?:tidak|belum|harga|sudah)\b/,
  },
  {
    intent: 'pledge_create',
    score: 79,
    has: /^(?:saya )?(?:mau |ingin |ikut )*telur$|^(?:mau |ikut )?(?:program )?(?:keping|kiping) sedulur$/,
  },

  {
    intent: 'pledge_change',
    score: 86,
    has: /\b(?:pecah|retak|busuk) \d+\b|\b\d+ (?:butir )?(?:yang )?(?:pecah|retak|busuk)\b/,
  },

  // Questions
  {
    intent: 'ask_holiday',
    score: 88.2,
    has: /\b(?:libur|tanggal merah|cuti bersama|hari besar|harpitnas|kejepit)\b/,
    unless: re(`${EVENT}|\\b(?:izin|saya cuti|umumkan|layanan|telur|diliburkan)\\b`),
  },
  {
    intent: 'ask_place',
    score: 88,
    has: /\b(?:di mana|ke mana|mana|alamat|lokasi|terdekat|tempat)\b.*\b(?:posyandu|telur|antar|diantar|kumpul|setor|serahkan|puskesmas|kantor|mpp|mal pelayanan|dikumpulkan|titip|sedekah|kelurahan|kecamatan|rsud|toilet|parkir|bkpsdmd)\b|\b(?:posyandu|telur|antar|diantar|kumpul|setor|serahkan|puskesmas|kantor|mpp|sedekah|titip|donasi|bkpsdmd|rsud|parkir)\b.*\b(?:di mana|ke mana|mana|terdekat|alamat|lokasi)\b|\bposyandu (?:mana|apa) (?:saja|yang)\b|\bdaftar posyandu\b/,
    unless: re(
      `\\b(?:${EV.replace('|layanan|', '|')})\\b|\\b(?:janji|yang mana|umumkan|absen|daftar di|saya sudah|ubah|ganti|pindah)\\b`,
    ),
  },
  {
    intent: 'ask_schedule',
    score: 86.5,
    has: re(
      `${EVENT}.*(?:\\b(?:kapan|berapa|di mana|ke mana|apa|mana|jadi tidak|jadi|bagaimana|batal|libur|ada tidak|tetap|lagi)\\b|\\?)|\\b(?:kapan|jam berapa|pukul berapa|di mana|ada apa|apa saja|apakah|apa|ada|tanggal berapa|hari apa|mana|katanya|kabarnya|benar|betul|siapa)\\b.*${EVENT}`,
    ),
    unless: re(
      `\\b(?:telur|dinas luar|sedekah|saya (?:tidak|sudah|mau|akan)|izin|umumkan|jadwalkan|rekap|tandai|hadir berapa|siapa yang|buat)\\b|^ada (?:rapat|acara|kegiatan) (?:di|keluarga|dinas)|\\bkarena ada\\b`,
    ),
    if: (s) => s.question || s.event,
  },
  {
    intent: 'ask_schedule',
    score: 86.6,
    has: re(`(?:katanya|kabarnya|benarkah|betulkah|apakah|apa benar|dengar-dengar|info|denger).*${EVENT}`),
    if: (s) => s.question,
  },
  {
    intent: 'ask_schedule',
    score: 83,
    has: re(`${EVENT}`),
    unless: /\b(?:telur|hadir|izin|absen|sudah|tidak bisa)\b/,
    if: (s) => s.question,
  },
  {
    intent: 'ask_schedule',
    score: 80,
    has: /\b(?:jadwal|agenda|kegiatan apa|acara apa)\b|\bada (?:apa|kegiatan|acara)\b/,
    unless: /\b(?:jadwalkan|buat|telur|karena|izin|tidak bisa|sakit)\b/,
  },
  {
    intent: 'ask_schedule',
    score: 84,
    has: /\b(?:pakai|memakai|kenakan)\b.*\b(?:baju|seragam|pakaian|apa|batik|korpri)\b.*\b(?:apa|kah)\b|\bbaju apa\b|\bseragam(?:nya)? apa\b|\b(?:pakai|dresscode|dress code)\b.*(?:apa|\?)|\bkumpul (?:jam berapa|di mana|pukul berapa)\b|\bmulai (?:jam|pukul) berapa\b|^jam berapa\b|^kapan\b|\bjam berapa (?:mulai|kumpul)\b/,
    unless: /\b(?:telur|gaji|cair|libur|pendaftaran)\b/,
  },

  // Talk about the bot
  {
    intent: 'human_handoff',
    score: 88.5,
    has: /\b(?:hubungi|menghubungi|hubungkan|sambungkan|bicara|ngomong|berbicara|ngobrol|chat|telepon|kontak|tanya|konsultasi|disambungkan|terhubung)\b.*\b(?:petugas|admin|manusia|orang|operator|koordinator|bkpsdmd|pegawai|cs|kantor|bkd|dinas|langsung)\b|\b(?:nomor|kontak|no|wa) (?:hp |wa |telepon )?(?:admin|petugas|koordinator|bkpsdmd|cs|kantor|operator|yang bisa dihubungi)\b|\b(?:admin|petugas|operator)(?:nya)? (?:mana|siapa|ada|di mana|tolong)\b|^(?:hubungi|petugas|admin|operator|cs|manusia|kontak)\b(?!.*\btelur\b)|\bmau (?:bicara|ngomong|tanya) (?:sama|dengan|ke)\b|\bminta (?:bantuan )?(?:petugas|admin)\b/,
    unless: /\b(?:jangan|tidak usah|serahkan|antar|diterima)\b/,
  },
  {
    intent: 'human_handoff',
    score: 80,
    has: /^(?:hubungi|telepon|kontak|sambungkan) /,
    unless: /\bjangan\b/,
  },
  {
    intent: 'help',
    score: 87.8,
    has: /^(?:menu|menu utama|bantuan|help|tolong|info|petunjuk|panduan|cara pakai|petunjuk pakai|fitur|perintah|command|mulai|start|bingung|saya bingung|tolong bantu|bantu|bantu saya|minta bantuan|tidak paham|tidak mengerti|saya tidak paham|butuh bantuan|mohon bantuan|privasi|privacy|bahasa|english|bahasa inggris|bahasa indonesia|language|kebijakan privasi)$|\b(?:bot|aplikasi|sistem|layanan|guyub|ini|nomor|kamu|program)\b.*\b(?:untuk apa|apa|bisa apa|buat apa|siapa|gunanya|fungsinya|manfaatnya|kegunaan)\b(?! saja yang disimpan)|\b(?:apa saja|apa) yang bisa\b|\b(?:siapa|apa) (?:kamu|ini|itu guyub|guyub|itu bot)\b|\bbisa apa(?: saja)?\b|\b(?:cara|bagaimana) (?:menggunakan|memakai|pakai|penggunaan|gunakan)\b|\bfungsi(?:nya)? (?:bot|apa)|\bini (?:siapa|nomor siapa|bot)\b|\b(?:cara|bagaimana) (?:sedekah|donasi|sumbang|izin|cuti|mengajukan|bersedekah)\b|\b(?:bagaimana|caranya?)\b.*\b(?:sedekah|donasi|sumbang|izin|cuti)\b/,
    unless: re(`${EVENT}|\\b(?:hari ini|besok|minggu ini|bulan ini|disimpan|tersimpan|absen|apa kabar)\\b`),
  },

  // Out of scope
  {
    intent: 'out_of_scope',
    score: 85.5,
    has: /\b(?:cuaca|hujan|gaji|tunjangan|tpp|tukin|thr|gaji 13|bpjs|pajak|pbb|samsat|lowongan|loker|cpns 20\d\d|formasi|skck|akta|akte|paspor|harga|beras|bensin|lpg|gas elpiji|pertalite|resep|puisi|lagu|cerita|lelucon|pantun|film|bola|skor|presiden|pilkada|pemilu|politik|doa|terjemahkan|translate|matematika|bantuan sosial|bansos|blt|pkh|sembako|listrik|pln|air pdam|pdam|jalan rusak|lampu jalan|sampah|banjir|kenaikan pangkat|pensiun|skp|ekinerja|e-kinerja|kgb|karpeg|mutasi masuk|sekolah|ppdb|zonasi|nikah|kua|ktp|kartu keluarga|ijazah|stnk|sim|pacar|cinta|jodoh|zodiak|ramalan|berita|dollar|emas|saham|pesawat|tiket|hotel|wisata|restoran|makan apa|izin usaha|imb|siup|nib)\b/,
    unless: re(
      `${EVENT}|\\b(?:telur|hadir|izin|terlambat|tidak bisa|tidak masuk|karena|sedekah|libur|sakit|kode|umumkan|cuti)\\b|\\bfoto ktp`,
    ),
  },

  // Small words
  {
    intent: 'restart',
    score: 93,
    has: /^(?:tolong )?(?:ulang|ulangi|mulai|reset|restart)(?: (?:dari|lagi|ulang|awal|saja|iya|semua|dari awal|semuanya|lagi dari awal))*$/,
    unless: /^(?:mulai|ulangi|mulai lagi)$/,
  },
  {
    intent: 'cancel',
    score: 92,
    has: /^(?:saya )?(?:mau )?(?:batal|batalkan|cancel|tidak jadi|jangan jadi|dibatalkan|urungkan|abaikan|lupakan|skip semua|udahan|sudahi|tidak usah|tidak jadi lah)(?: (?:saja|iya|lah|dulu|semua|itu|ini|dulu saja|deh|mau|maaf|kak))*$|^(?:maaf,? )(?:tidak jadi|batal)$/,
    unless: /^tidak usah$/,
  },
  {
    intent: 'back',
    score: 92,
    has: /^(?:tolong )?(?:kembali|back|mundur|sebelumnya|balik|undo|langkah sebelumnya|kembali ke (?:tadi|sebelumnya|langkah .*|pertanyaan .*)|mundur (?:1 )?langkah|balik (?:ke|dulu)(?: \w+)*|ke sebelumnya|balik lagi|kembali (?:dulu|lagi|saja|sebentar))$/,
  },
  {
    intent: 'thanks',
    score: 81,
    has: /\b(?:terima kasih|matur nuwun|suwun|hatur nuhun|nuhun|arigato|jazakallah|jazakumullah|syukron|thank you|thank|makasi)\b/,
  },
]

export const QUESTION_WORDS = ASK
