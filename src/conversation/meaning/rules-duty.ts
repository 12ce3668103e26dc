import { ABSENT, EVENT, type Rule, re } from './rule.ts'

/** What coordinators ask for. Groups stand by subject; only the scores order them. */
export const DUTY_RULES: Rule[] = [
  // Coordinators
  {
    // A series with its rule for days off: "libur digeser" cancels and moves nothing.
    intent: 'event_create',
    score: 88.6,
    has: re(
      `${EVENT}.*\\b(?:setiap|tiap|saban|rutin)\\b.*,? (?:(?:kalau|jika|bila|saat) )?(?:libur|cuti bersama|tanggal merah)\\b`,
    ),
    unless: /\b(?:telur|saya|apakah|umumkan|siapa|rekap)\b/,
    if: (s) => s.time && !s.question,
  },
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
      `^(?:tolong |mohon |bantu )*(?:umumkan|siarkan|infokan|sampaikan|pengumuman|informasikan)\\b (?:ada |bahwa |kegiatan )*${EVENT}`,
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
]
