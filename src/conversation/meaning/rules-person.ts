import { COME, EVENT, GIVE, NEG, type Rule, re } from './rule.ts'

/** What employees and residents want for themselves: to register, to be counted, to be excused, to give. Groups stand by subject; only the scores order them. */
export const PERSON_RULES: Rule[] = [
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

  // My own record
  {
    intent: 'ask_my_attendance',
    score: 88,
    has: /\b(?:rekap|rekapan|riwayat|kehadiran|absen|catatan|laporan|data|histori|history|status)\b(?: \w+){0,2} (?:saya|ku|pribadi saya)\b|\bsaya\b.*\b(?:hadir|absen|tanpa keterangan|terlambat|izin|masuk|bolos)\b.*\b(?:berapa|belum|apa belum|atau belum|kah)\b|\bberapa(?: kali)? (?:saya|aku)\b.*\b(?:hadir|absen|izin|terlambat|tanpa keterangan|masuk|ikut)\b|\b(?:apakah|apa) (?:saya|absen saya)(?: sudah)? (?:hadir|absen|tercatat|terdaftar hadir|masuk)\b|\b(?:absen|kehadiran|hadir) saya\b.*\b(?:tercatat|masuk|sudah|berapa|bagaimana)\b|\bsaya (?:sudah )?(?:tercatat|terabsen) (?:hadir )?(?:belum|tidak|apa)\b|\bsaya (?:sudah )?berapa kali\b|\bcek (?:kehadiran|absen)\b/,
    unless:
      /\b(?:salah|keliru|padahal|lupa|kok|belum masuk|tidak tercatat|telur|sedekah|donasi|sumbang|janji|kenapa|koreksi|tidak sesuai|siapa|bagaimana cara|harusnya|seharusnya|surat|belum tercatat|data saya$)\b/,
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
      // Whoever says as well that they are away asks for leave first.
      /^(?:saya )?(?:sakit|izin|cuti|tidak \w+),|\btidak (?:bisa |dapat |sempat )?(?:ikut|hadir|masuk|datang)\b|\b(?:hari ini|besok|pagi ini) saya (?:sakit|izin|cuti)\b|\b(?:telur|rekap|ktp|kapan|padahal|bagaimana|cara|ke mana|di mana)\b/,
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
    has: /^(?:saya |hari ini |besok |lusa |mau |minta |mohon |mengajukan |ajukan |ambil |lagi |sedang |bapak saya |permohonan |(?:dari |mulai |sampai |hari |depan |tanggal |senin |selasa |rabu |kamis |jumat |sabtu |minggu |\d{1,2} )(?!libur))*(?:izin|cuti|sakit|dinas luar|tugas belajar|tugas luar|perjalanan dinas|bekerja dari rumah|tanpa keterangan|berhalangan)\b/,
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
    has: /\b(?:total|jumlah|berapa|capaian|progres|progress|perkembangan|hasil|update|rekap|data)\b.*\btelur\b|\btelur\b.*\b(?:berapa|terkumpul|total|jumlah|capaian)\b|\bterkumpul\b|\b(?:sedekah|donasi|sedulur)\b.*\b(?:berapa|total|terkumpul)\b|\b(?:capaian|progres|progress|perkembangan|hasil)\b.*\b(?:sedulur|sedekah|donasi)\b/,
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
    has: /^(?:saya )?sudah (?:saya )?(?:antar|diantar|serahkan|diserahkan|setor|disetor|titipkan|titip|kumpulkan|kasih|dikasih|kasihkan|berikan|diberikan)\b|\bsudah (?:saya )?(?:antar|serahkan|diserahkan|setor)(?:kan)? (?:ke|di) (?:posyandu|petugas|kantor|kader|bidan)/,
    unless: /\b(?:surat|laporan)\b/,
  },
  {
    // A bare number: "jadi 28 ya", "tambah 10 lagi", "jumlahnya jadi 24".
    intent: 'pledge_change',
    score: 86,
    has: /^(?:eh,? |maaf,? |oh iya,? |saya |mau |tolong )*(?:(?:jumlah|total|telur|sedekah|janji)(?:nya)? )?(?:tambah|tambahin|tambahkan|nambah|kurangi|kurangin|jadi|jadinya|jadikan|menjadi|cuma|tinggal)(?: (?:saja|cuma|jadi))? \d{1,5}(?: (?:lagi|saja|iya|dulu|butir|telur))*$/,
  },
  {
    // A day or a place alone: "antarnya Kamis saja", "bisa diganti ke posyandu anggrek?".
    intent: 'pledge_change',
    score: 85.8,
    has: /^(?:telur |maaf,? |saya |mau |jadi )*(?:antar|antarnya|diantar|ngantar|ngantarnya|nganter|nganternya|anter|anternya|pengantaran|mengantar)(?: telur)?(?: \S+){1,4}$/,
    unless: re(`${EVENT}|\\b(?:sudah|tadi|kemarin|ke mana|di mana|siapa|apa|surat|anak)\\b`),
    if: (s) => (s.when || !s.question) && !s.quantity && !s.question,
  },
  {
    intent: 'pledge_change',
    score: 85.8,
    has: /\b(?:bisa|boleh|dapat)\b(?: \w+){0,2} (?:ganti|diganti|ubah|diubah|pindah|dipindah|ditambah|dikurangi)\b.*\b(?:posyandu|titik|kelurahan|hari|besok|lusa|senin|selasa|rabu|kamis|jumat|sabtu|butir|papan|telur|janji|sedekah)\b/,
    unless: re(`${EVENT}|\\b(?:nip|nama|opd|data)\\b`),
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
    // Asked politely: "boleh gak sedekah 5 butir?", "2 telur aja boleh?".
    intent: 'pledge_create',
    score: 84,
    has: re(
      `\\b(?:boleh|bisa|apa boleh|apakah boleh)\\b.*\\b(?:${GIVE}|telur|butir)\\b|\\b(?:${GIVE}|telur|butir)\\b.*\\b(?:boleh|bisa)\\b`,
    ),
    unless:
      /\b(?:sudah|batal|siapa|berapa|di mana|ke mana|kapan|bagaimana|cara|uang|pecah|busuk|ganti|ubah|tidak bisa)\b/,
    if: (s) => s.quantity,
  },
  {
    // "22 butir dari Pak Sekda": who gives, and how many, is all that it takes.
    intent: 'pledge_create',
    score: 84,
    has: /\b(?:butir|telur|papan|karpet|tray|rak|lusin|kodi)\b.*\b(?:dari|atas nama|titipan)\b|\b(?:dari|atas nama|titipan)\b.*\b(?:butir|telur|papan|karpet|tray|rak|lusin|kodi)\b/,
    if: (s) => s.quantity && s.eggs && !s.question,
    unless:
      /\b(?:tidak|belum|harga|sudah|pecah|jadi|tambah|kurangi|terima|diterima|berapa|dapat|ubah|ganti)\b/,
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
    has: /^(?:saya )?(?:mau |ingin |ikut )*telur$|^(?:mau |ikut |ingin |saya )*(?:program )?(?:(?:keping|kiping) sedulur|(?:kita |kite )?peduli stunting)$/,
  },

  {
    intent: 'pledge_change',
    score: 86,
    has: /\b(?:pecah|retak|busuk) \d+\b|\b\d+ (?:butir )?(?:yang )?(?:pecah|retak|busuk)\b/,
  },
]
