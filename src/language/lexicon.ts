/**
 * Everyday words of this work, as data. A token that is no known word and is one letter away from exactly one
 * of `CORRECTABLE` is taken for it (`spelling.ts`). `ALSO_WORDS` are real words that stand close to one of
 * them ("malas" is no "malam") and are left alone.
 */
const words = (text: string): string[] => text.trim().split(/\s+/)

export const CORRECTABLE: readonly string[] = words(`
hadir kehadiran absen daftar mendaftar terdaftar pendaftaran registrasi terlambat sakit izin cuti tahunan besok kemarin
lusa senin selasa kamis jumat sabtu minggu januari februari maret april agustus september oktober november
desember tanggal pukul setengah seperempat lewat sampai selesai telur butir papan karpet lusin pasang sedekah
sumbang donasi antar diantar serahkan diserahkan titip janji tambah kurangi ganti posyandu puskesmas kecamatan
kelurahan kantor halaman lapangan alun stadion gedung dinas badan sekretariat pengumuman umumkan jadwalkan
jadwal kegiatan acara upacara senam kolaboratif apel gabungan perdana akbar retret pelatihan layanan tambahan rekap
laporan siapa berapa kapan mana bagaimana kenapa bantuan batal batalkan dibatalkan ditiadakan diundur dipindah
dimajukan berhenti ingatkan pengingat aktifkan matikan hubungi petugas koordinator pegawai honorer kehadirannya
hapus salinan simpan disimpan persetujuan setuju tidak belum sudah sekarang nanti malam siang pagi sore
terima kasih tolong mohon bisa sendiri semua hari bulan tahun libur penghargaan terbaik juara tutup buka tandai
catat ulang kembali lanjut kirim benar betul salah bukan maksudnya ralat hujan macet keperluan keluarga karena
masih jalan rumah dokter surat tugas keterangan undangan lokasi tempat kegiatannya assalamualaikum waalaikumsalam
selamat permisi bertanya menanyakan
`)

export const ALSO_WORDS: ReadonlySet<string> = new Set(
  words(`
malas hadiah kapal dokar kamus senang pagar siapkan sering malah makan makam jalur salam dalam salah tahan rapat
tugas telah pernah harus hanya untuk dengan depan lalu akan atas bawah dapur tamat camat hapal kapur papa lima lama
nama sama para cara acar sabun kabut sabut besar kasar pasar lapar datar pintar kantin kantung janda jangan tangga
tetangga bulat buta buku buruk gizi anak balita bayi berat beratnya bulanan mingguan harian tahu tahap minta minat
minum pulang datang dalang panjang papan pandu pantai lantai lanjut lancar batas bahas balas bebas batuk badai
simpang sambung sampah sampul kurang karang barang sarang perang orang olahraga tahunnya kertas kerja kerap sekali
sekitar selain selama selalu semoga sempat dapat cepat tepat empat lipat rapat hujan tujuan bantu bantal batang
bintang bintik asam intan bukit besi titik tutur catur telan rekan rekam bekal bekas beras ibadah rendah sudut sedang
setiap setia terus serius kirim kerim pohon mohon mogok motor kotor nomor hotel botol bukti sukit suka duka muka juga
bakti sakti libur lebur lumpur kasih kasir pasir kasus khusus pusat puasa masa massa rasa usaha tulis gratis manis
habis abis tulus lulus jatuh butuh utuh penuh tujuh sepuluh puluh peluh keluh kelas gelas jelas lepas panas kalas
kapok kelok belok telok tolak bolak kolam logam ragam agama ulama lambat tambat tempat hampir hadap halal halus haus
hamil kamil jamil ikan makin yakin yakni kalian bagian harga warga keluar masuk duduk dudu pidato gabek rangkui opas
melati mawar anggrek kenanga cempaka dahlia teratai seroja flamboyan nusa indah rosa sari
santi yanti rini dini sinta shinta tania rahma rahmat hasan husen husin hamid samin salim salman karim karman
tinggal ditinggal meninggal tunggal berada berbeda beberapa sidang bidang tarman jamal telah telat tahan bahan lahan kapan mapan dapat alat adat lihat sehat pecat serah surah turun tahun harian tarian hitung gitar kirim krim sambil hambat hebat berat surat jurat sarat tahlil takziah takjil wisuda nikah nikahan menikah kondangan hajatan syukuran kembar kabar lebaran imlek natal bulog puluhan mandi masak makanan minuman ujian latihan angkatan bagaikan sekolah kuliah kampus lampu mobil motor bengkel jembatan terbakar kebakaran banjir lembur listrik komputer laptop internet jaringan sinyal ponsel handphone kontrol berobat klinik bidan kader dosen guru murid siswa wali ratusan jutaan tamu tamunya panggilan polisi polres kejaksaan bupati gubernur menteri pusat provinsi pimpinan atasan bawahan staf sopir supir penting mendadak darurat urusan kamal kemal gamal hakim rahim pasha bagas bagus budi hadi hardi sardi andi sandi dian rian
`),
)
