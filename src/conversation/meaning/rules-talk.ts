import { EVENT_WORDS as EV } from './events.ts'
import { EVENT, GIVE, type Rule, re } from './rule.ts'

/** Rights, questions, talk about the bot, and what nobody asked for. Groups stand by subject; only the scores order them. */
export const TALK_RULES: Rule[] = [
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
    has: /\b(?:hapus|hapuskan|dihapus|delete|musnahkan|bersihkan|menghapus|hilangkan)\b.*\b(?:data|akun|nomor saya|identitas|nama saya|profil|riwayat|info(?:rmasi)? saya|saya dari)\b|\b(?:jangan|tidak usah|stop|berhenti)(?: lagi)? (?:simpan|menyimpan|disimpan)\b.*\b(?:data|nomor|nama)\b|^(?:tolong )?lupakan (?:saya|data saya)$/,
  },
  {
    intent: 'data_access',
    score: 90,
    has: /\b(?:data|info(?:rmasi)?|yang)\b.*\b(?:disimpan|tersimpan|simpan|dicatat|dikumpulkan|kalian punya|punya saya)\b|^(?:lihat |cek |tampilkan |minta |mau lihat )?(?:data|profil|biodata)(?: pribadi| diri)? saya\b(?! salah)(?:,? apa.*)?$|\b(?:salinan|copy|kopi|ekspor|unduh|download|export|minta|lihat|cek|tampilkan)\b.*\b(?:data|profil) (?:saya|pribadi|diri)\b|\bapa yang .*tahu (?:soal|tentang) saya\b/,
    unless: /\b(?:hapus|salah|hadir|absen|ubah|ganti|rekap)\b/,
  },
  {
    intent: 'data_correct',
    score: 91,
    has: /\b(?:nama|nip|opd|unit|nomor|nomor hp|hp|jabatan|status|data|instansi|golongan)\b(?: \w+)? ?(?:saya )?(?:di (?:sini|bot|data) )?(?:itu )?(?:salah|keliru|typo|tidak (?:benar|sesuai|tepat)|kurang (?:tepat|huruf)|berubah|ganti|sudah ganti)\b|\b(?:ubah|ganti|perbaiki|betulkan|ralat|koreksi|update|perbarui|edit)\b.*\b(?:nama|nip|opd|unit|nomor hp|nomor|instansi|data|status kepegawaian|jabatan)\b(?: saya)?|\b(?:sudah |baru |saya )?(?:pindah|mutasi|dimutasi|dipindah|dipindahkan|pindah tugas|ditugaskan)(?: tugas| kerja| dinas)? (?:ke|di) |\bsekarang (?:saya )?(?:sudah )?(?:di|dinas di|kerja di|bertugas di|pns|pppk|cpns)\b|\bsudah (?:diangkat|jadi|menjadi|dilantik)(?: jadi| menjadi)? (?:pns|pppk|cpns)\b|\bstatus (?:kepegawaian|pegawai)(?: saya)? (?:sudah|sekarang|seharusnya|harusnya|jadi|menjadi)\b/,
    unless: re(`${EVENT}|\\b(?:telur|antar|posyandu|hadir|absen|kehadiran|masih di|sudah di)\\b`),
  },

  // Messages
  {
    intent: 'opt_in',
    score: 91,
    has: /\b(?:aktifkan|nyalakan|hidupkan|aktif|mulai|kirim|kirimi|terima|langganan|berlangganan|subscribe|ikuti|lanjutkan|dapat|bisa|mau|minta|ingin|daftarkan)\b.*\b(?:lagi )?(?:pengingat|notifikasi|notif|pengumuman|info(?:rmasi)?|pesan|reminder|kabar|berita|ingatkan)\b(?: lagi)?|\bingatkan saya (?:lagi|terus|tiap|setiap|kalau|jika|soal|tentang)\b|^(?:subscribe|langganan|berlangganan|start lagi|mulai lagi|aktifkan lagi)$|^(?:aktifkan|nyalakan)\b/,
    unless: re(
      `\\b(?:jangan|tidak|stop|berhenti|berapa|kapan|pegawai|semua|matikan|siapa|apa)\\b|\\bke (?:semua|seluruh)\\b|\\bkirim(?:kan)? \\w+ (?:ke|kepada|untuk) (?!saya\\b|kami\\b|nomor\\b)|h[-+]\\d|\\b(?:absen|sesi)\\b`,
    ),
  },
  {
    intent: 'opt_out',
    score: 92,
    has: /^(?:stop|berhenti|unsubscribe|unsub|henti|hentikan|keluar|quit|mute|diam|setop)(?: (?:langganan|dulu|semua|pesan|bot|iya|kirim|mengirim|kirimi saya|aja|saja))*$|\b(?:jangan|tidak usah|tidak perlu|tidak mau|berhenti|stop|setop|hentikan|matikan|nonaktifkan|tolong henti)\b.*\b(?:kirim|kirimi|dikirim|dikirimi|mengirim|ingatkan|diingatkan|kabari|dikabari|pesan|pengingat|notif|notifikasi|pengumuman|chat|hubungi saya|ganggu|mengganggu|spam|wa|telepon|info|reminder|broadcast|wa saya|langganan|terima)\b/,
    unless: /\b(?:jangan kirim dulu|siapkan)\b/,
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
    // Where to bring it: "posyandu dekat Bacang", "titik telur terdekat", "posyandu mawar buka jam berapa".
    intent: 'ask_place',
    score: 88,
    has: /\b(?:posyandu|titik|tempat)\b.*\b(?:dekat|terdekat|sekitar|daerah|wilayah)\b|\b(?:dekat|terdekat|sekitar)\b.*\b(?:posyandu|titik)\b|\b(?:posyandu|titik)\b.*\b(?:buka|jam berapa|hari apa|kapan|alamat)\b|\b(?:terima|menerima|kumpulkan|mengumpulkan) telur\b.*\b(?:di mana|mana|terdekat)\b|\b(?:titik|tempat) (?:kumpul |pengumpulan |antar |drop )*telur\b/,
    unless:
      /\b(?:sedekah|sumbang|donasi|titip|mau antar|saya antar|janji|ganti|pindah|sudah|absen|apel|senam|umumkan|daftar hadir)\b|\d+ ?(?:butir|papan|biji|telur)/,
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
