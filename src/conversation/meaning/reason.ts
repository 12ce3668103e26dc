import type { Message } from './heard.ts'

const BECAUSE =
  /\b(?:karena|sebab|dikarenakan|berhubung|gara-gara|lantaran|alasan(?! penting)|perihal) (?:ada |sedang |lagi |saya |masih )*([^,¤]+(?:¤*[^,¤]*)?)/
const SAYS_WHAT =
  /\b(?:hadir|ikut|izin|absen|apel|senam|sakit|cuti|dinas luar|terlambat|masuk kerja|tidak bisa|terima kasih|mohon|maaf|retret|pelatihan|iya|oke|tidak masuk|menit|tolong)\b/
const TAIL =
  /\b((?:ada|mau|harus|sedang|lagi|mengantar|antar|menjaga|jaga|menemani|mendampingi|menghadiri|nikahan|acara|urusan|keperluan|rapat|piket|anak|istri|suami|orang tua|ibu|bapak|mertua|kontrol|ke (?:dokter|rumah sakit|luar kota)|macet|ban|hujan|banjir|motor|mobil|masih|kena|kejebak|terjebak|kesiangan|bangun|jalan|jembatan|kehujanan|mogok|meninggal|berduka|takziah|melayat|servis|ujian|sidang|wisuda|kondangan|undangan)\b[^,¤]*)/
const PARENT_DIED =
  /^(?:saya )?(?:bapak|ibu|ayah|mama|papa|orang tua|emak|abah|umi)(?: kandung| saya)* (?:meninggal|wafat|berpulang)(?: dunia)?$/

/**
 * Why, in the words of the message: after "karena", or a clause of its own, or the tail that begins like a
 * reason. Undefined when none is given. Illness gives no reason: "sakit" alone is kept (DOMAIN.md §3).
 */
export function reasonIn(message: Message, keyword: RegExp): string | undefined {
  const text = message.found.rest
  const because = BECAUSE.exec(text)
  if (because) return tidy(because[1]!)
  const clauses = text.split(',').map((c) => c.trim())
  if (clauses.length > 1) {
    const own = clauses.filter(
      (c) =>
        /[a-z]{3}/.test(c) &&
        (!SAYS_WHAT.test(c) ||
          /^(?:anak|istri|suami|orang tua|mertua|ibu|bapak) .*(?:sakit|rawat)/.test(c)) &&
        !c.includes('¤'.repeat(c.length)),
    )
    const reason = own.find(
      (c) =>
        !/^(?:otw|saya|kami|nanti|hari|besok|bapak|ibu|terima kasih|semoga|demikian|mohon|menyusul)$/.test(c),
    )
    if (reason) return tidy(reason)
  }
  const first = keyword.exec(text)
  if (!first) return undefined
  const after = text.slice(first.index + first[0].length).replace(/^[^a-z]*/, '')
  const tail = TAIL.exec(after)
  return tail ? tidy(tail[1]!) : undefined
}

function tidy(text: string): string | undefined {
  const reason = text
    .replaceAll('¤', ' ')
    .replace(/\b(?:HP|hp) nya\b/g, 'HP')
    .replace(/\bhp\b/g, 'HP')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^(?:ada|sedang|lagi|karena|mau|saya|soalnya|masih ada|sudah) (?!di )/, '')
    .replace(/ (?:iya|dulu|jadi|sehingga|maka|dan|bapak|ibu|kakak|admin|terima kasih)$/, '')
  if (PARENT_DIED.test(reason)) return 'orang tua meninggal'
  return reason.length > 2 ? reason : undefined
}
