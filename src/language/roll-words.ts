/** Words of a roll as people write one, "hadir semua kecuali Budi": data, for whoever reads it. */

type Status = 'hadir' | 'izin' | 'sakit' | 'cuti' | 'dinas_luar' | 'tugas_belajar'

/** Short for two words. */
export const ABBREVIATED: Record<string, string> = { dl: 'dinas luar', tb: 'tugas belajar' }

export const STATUSES: Record<string, Status> = {
  hadir: 'hadir',
  datang: 'hadir',
  masuk: 'hadir',
  izin: 'izin',
  sakit: 'sakit',
  cuti: 'cuti',
  'dinas luar': 'dinas_luar',
  'tugas belajar': 'tugas_belajar',
}
export const ALL = /^(?:semua|semuanya|seluruh|seluruhnya|lengkap)$/
export const EXCEPT = /^(?:kecuali|kec|selain|minus|tanpa|bukan|hapus|coret|keluarkan)$/
/** The verb says it: "hadirkan Budi". */
export const VERBS: Record<string, Status> = { hadirkan: 'hadir', absenkan: 'hadir', izinkan: 'izin' }
/** What may stand around names and says nothing about them. */
export const AROUND = new Set(
  (
    'tolong mohon bantu minta catat catatkan tandai input inputkan masukkan tulis set ubah koreksi ' +
    'tambah tambahkan jadikan jadi menjadi sebagai status kehadiran absen atas nama nip yang adalah tadi juga sudah ' +
    'bapak ibu kakak sdr sdri admin iya ya dan serta ini itu pagi apel dengan lalu untuk pegawai anggota staf tim'
  ).split(' '),
)
/** These words begin a remark ("HP mati", "karena hujan"): whatever they stand in names nobody. */
export const REMARK = new Set(
  (
    'karena sebab hp urusan keluarga anak istri suami rumah macet hujan surat menyusul katanya sedang masih ada mau akan ' +
    'belum tidak saya kami kita aku dia mereka siapa apa kapan berapa kenapa bagaimana siap telur pengumuman jadwal rekap ' +
    'besok lusa kemarin nanti jam pukul tanggal acara wajib harap wib demam dokter ' +
    'hari minggu bulan tahun menit insyaallah alhamdulillah bismillah baik oke terima kasih pasti selamat'
  ).split(' '),
)
/** A day by itself is nobody: "selasa dan rabu izin". */
export const WEEKDAYS = new Set('senin selasa rabu kamis jumat sabtu minggu ahad'.split(' '))
