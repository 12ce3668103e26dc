/**
 * Short forms, informal words and Bangka Malay → the ordinary Indonesian word. Data, one line a family.
 * Sources: DOMAIN.md §4.2 (chat style) and §4.3 (Bangka Malay, about 30 words; some from memory).
 * What depends on its neighbours ("dl", "buat", "la") is not here but in `normalise.ts`.
 */
const TABLE = `
saya: sy sya ak aq aku gw gue gua ane sayah saye ku
kamu: km kmu ikak kalian anda
bapak: bpk pk bp pak bpak
ibu: bu ibuk bund bunda buk
kakak: kk kak kaka
admin: min adm mimin atmin
bang: abg bg
tidak: gk ga gak g ngga nggak enggak engga kagak kaga ndak dak dek tdk tak tdak tida tidk nda ndk gag gx enda kd
belum: blm blom lum belom blum lom
sudah: udh udah sdh dah suda sudh uda sdah
lagi: lg lgi
yang: yg yng
dengan: dgn dg dng
untuk: utk unt tuk untk
kepada: kpd kpada
dari: dr dri ri
karena: krn karna krna karn soalnya sebab gara-gara gegara
juga: jg jga ge
jadi: jd jdi
sekarang: skrg skrng skg skr sekrang
tadi: td tdi tadik
nanti: nnt ntar nti entar nti ntr kelak
besok: bsk besuk bsok esok isok beso bsk2
kemarin: kmrn kmren kemaren kmarin kemrin kmrin
hari: hr hri ari
minggu: mgg mggu mng minggo mingguan
bulan: bln bulen
tahun: thn th
tanggal: tgl tg tggl tangal
jam: jm
pukul: pkl pk. pukl
setengah: set stgh stngh stengah setngah stg ½
menit: mnt menitan mntan
pagi: pg pgi pageh
sore: sre petang
malam: mlm malem mlem
siang: sng siank
senin: sen senen snin
selasa: sls slasa selase
rabu: rab reb rebo
kamis: kam kms
jumat: jum jum'at jumaat jmt jumat'
sabtu: sab sbt sabtuh
hadir: hdr hdir hdir hadr hadirr adir present hadier
terdaftar: kedaftar
absen: absn presensi absensi apsen absent ngabsen
terlambat: telat tlt tlat terlmbt trlambat kesiangan
izin: ijin izn ijn izinn
sakit: sakid skt sakt
tanpa keterangan: alpa alpha alfa mangkir tk
bekerja dari rumah: wfh
surat keterangan: suket sk
surat: srt
kerja: krj
kantor: ktr kntr kntor kator
wali kota: walkot wako walikota
wakil wali kota: wawako
sekretaris daerah: sekda
kepala dinas: kadis
kelurahan: kel kelurahn
kecamatan: kec kecmatan
posyandu: psyandu posiandu pyandu pos-yandu
puskesmas: pskmas pkm puskes
telur: telor tlr telok teluk telurr tlur endog
butir: btr butr butirr butiran
biji: bj bji
buah: bh
lusin: lsn
berapa: brp brapa berape brpa brape
kapan: kpn bile
di mana: dmn dimn dimana dimane dmana dmna mane
ke mana: kemana kemane kmn kmana
bagaimana: gmn gimana gmana bgmn gmn2 macamane
kenapa: knp ngape mengapa knapa ngapa
siapa: siape spa sapa sape
apa: ape ap
ada: ade
kita: kite kta
mau: nek mo mw mao kawa pengin hendak
ingin: pengen pgn pingin
tolong: tlg tolg tlong
mohon: mhn mohn
bisa: bs bsa pacak dapat dpt bias
harus: hrs hrus
masih: msh msih
masuk: msk masok
pulang: plg
datang: dtg dateng
berangkat: brgkt berangkt
tempat: tmpt tmpat
jalan: jln
habis: hbs abis
setelah: stlh sesudah seusai
sebelum: sblm sblum
sampai: smp smpe sampe smpai hingga ampe
terus: trs trus
kalau: klo kalo klu kl klau
saja: aja aj sj doang
sama: sm ama
benar: bnr bener bnar
betul: btl betol btul
iya: aok iy iyo yoi yups yup yap yes yaa ya yah2 ho'oh yoyoi
oke: okesip oksip okelah ok okay okey okeh okee okk sip siip sipp okedeh oce
terima kasih: mksh makasih tks trims thx makasi terimakasih mksih tengkyu thanks trimakasih tq trmksh timakasih mks makaseh
maaf: mf maap sory sorry sori mav ma'af
tidak apa-apa: gpp gapapa
tidak jadi: gajadi gjd gakjadi gajd ngajadi
tidak bisa: gabisa gakbisa gbs gabs gkbs
tidak ada: gada gaada gkada
assalamualaikum: ass aslm assalamu'alaikum asalamualaikum assalamualikum assalamu askum assalammualaikum assalamu'alaykum
depan: dpn dpan depen
dalam: dlm
lewat: lwt lwat
selesai: slesai slsai slese
lalu: llu lalau
mulai: mulae mule
lokasi: lok lokasii
ini: ni nih2 ne
itu: tu
begitu: gitu
seperti: kayak kyk sprti
pegawai: pgw pegawe peg
koordinator: koord kordinator koor
undangan: undngan
nomor: no nmr nomer nomr nmor
handphone: hape
sedekah: sodaqoh shodaqoh sadaqah sedeqah sodakoh sdkh sedekahkan sedekahin bersedekah
sumbang: nyumbang menyumbang sumbangkan sumbangin nyumbangin sumbangan nymbang
donasi: donate berdonasi donasikan mendonasikan dnasi donasiin
antar: anter nganter mengantar antarkan mengantarkan dianter anterin nganterin ngantar hantar
diantar: dianter diantarkan
titip: nitip menitip titipkan menitipkan nitipin
tambah: tmbh nambah tambahin menambah tambahkan ditambah nambahin
kurang: krg kurg
kurangi: kurangin mengurangi dikurangi ngurangin kurangkan
ganti: gnti diganti mengganti ganti2 gantiin
diundur: dimundurkan dimundurin diundurkan ditunda undur mundur diundurin
ingatkan: ingetin ingatin diingetin diingatkan mengingatkan ingatken diingatin remind ngingetin
pengumuman: pengmuman pngumuman
jangan: jgn jngn jangn jgan
pakai: pake pke pakek memakai
sendiri: sndiri
orang: org orng
semua: smua smw semue
sebentar: bentar bntar sbntr
cuma: cm cman cuman cume hanya
dua: due
tiga: tige
lima: lime
tujuh: tuju
ikut: ikt ikutan mengikuti ngikut melok
kumpul: ngumpul
tanya: nanya bertanya
batal: batl btl2 dibatalin batalin
insyaallah: inshaallah insyallah inshallah isyaallah insya
paham: faham
rumah: rmh
nama: nme name nma
laporan: lporan
kegiatan: keg kegiatn kgiatan
acara: acr acare
lapangan: lap lapngan lpangan
upload: unggah
`

function load(): Map<string, string> {
  const words = new Map<string, string>()
  for (const line of TABLE.trim().split('\n')) {
    const [formal, shorts] = line.split(': ') as [string, string]
    for (const short of shorts.split(' ')) if (!words.has(short)) words.set(short, formal)
  }
  return words
}

/** Short form → formal word or words. */
export const SHORT_FORMS: ReadonlyMap<string, string> = load()

/** Said for colour only; dropped from every message (DOMAIN.md §4.2). */
export const FILLERS: ReadonlySet<string> = new Set(
  (
    'dong deh sih nih tuh lah kok yah loh lho kah nya donk dunk toh mah atuh wkwk wkwkwk wkwkwkw hehe hehehe ' +
    'haha hahaha hihi xixi wk hmm hm eh lur cuy gan sis bro mang laaa'
  ).split(' '),
)

/** Ways to address the bot or the coordinator; they carry no wish. */
export const ADDRESS_WORDS: ReadonlySet<string> = new Set(
  'bapak ibu kakak admin bang mas mbak om tante guyub bot pakde bude ustadz komandan ndan bos boss gaes guys mbk'.split(
    ' ',
  ),
)
