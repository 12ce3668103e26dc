import type { Message } from './heard.ts'
import type { Slots } from './slot-parts.ts'

const TOPICS =
  /\b(telur|sedekah|apel|senam|pengingat|pengumuman|promo|undangan|rekap|kegiatan|jadwal|notifikasi|notif|info)\b/g

export function topicSlots(m: Message): Slots {
  const topics = [...m.core.matchAll(TOPICS)].map((x) => x[1]!)
  const topic = topics.find((t) => !/pengingat|notif|pengumuman|info/.test(t)) ?? topics[0]
  if (!topic) return /\bingatkan\b/.test(m.core) ? { topic: 'pengingat' } : {}
  return { topic: /notif/.test(topic) ? 'pengingat' : topic === 'sedekah' ? 'telur' : topic }
}

const COMMANDS: Record<string, string> = {
  menu: 'menu',
  'menu utama': 'menu',
  privasi: 'privacy',
  privacy: 'privacy',
  'kebijakan privasi': 'privacy',
  bahasa: 'language',
  english: 'language',
  language: 'language',
  'bahasa inggris': 'language',
  'bahasa indonesia': 'language',
  mulai: 'start',
  start: 'start',
}

export function helpSlots(m: Message): Slots {
  const command = COMMANDS[m.core]
  if (command === 'privacy') return { topic: 'privacy', command }
  if (command) return { command }
  if (/\bmendaftar|pendaftaran|registrasi\b/.test(m.core)) return { topic: 'register' }
  if (/\b(?:sedekah|donasi|sumbang|telur)\b/.test(m.core)) return { topic: 'pledge' }
  if (/\b(?:izin|cuti|mengajukan)\b/.test(m.core)) return { topic: 'absence' }
  return /\b(?:apa|siapa|fungsi|guna|kegunaan)\b/.test(m.core) ? { topic: 'about' } : {}
}

export function sensitiveKind(m: Message): string {
  const t = m.core
  if (/\b(?:anak|balita|bayi|cucu|keponakan|adik|batita)\b/.test(t)) return 'child_health'
  if (/\b(?:foto|kirim|scan)\b.*\b(?:ktp|kk)\b/.test(t)) return 'id_card'
  if (/\b(?:password|kata sandi|otp|pin)\b/.test(t)) return 'password'
  if (/\brekening|kartu kredit\b/.test(t)) return 'bank_account'
  return /\d{16}|\bnik\b|\bktp\b|\bkartu keluarga\b/.test(m.raw.replace(/[ .-]/g, '').toLowerCase()) ||
    /\bnik\b/.test(t)
    ? 'nik'
    : 'diagnosis'
}

export function outOfScopeTopic(text: string): string {
  const groups: [RegExp, string][] = [
    [/\b(?:cuaca|hujan)\b/, 'cuaca'],
    [/\b(?:gaji|tunjangan|tpp|tukin|thr)\b/, 'gaji'],
    [/\b(?:ktp|kartu keluarga|akta|akte)\b/, 'ktp'],
    [/\b(?:sim|stnk|samsat|skck|paspor)\b/, 'sim'],
    [/\b(?:pajak|pbb)\b/, 'pajak'],
    [/\bbpjs\b/, 'bpjs'],
    [/\b(?:lowongan|loker|cpns|formasi)\b/, 'lowongan'],
  ]
  return groups.find(([pattern]) => pattern.test(text))?.[1] ?? 'lain'
}
