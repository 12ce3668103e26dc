/**
 * The words on the buttons and in the help, as whoever reads English types them, with what they are in Indonesian.
 * Guyub is not a bot in two languages: everything else is understood in Indonesian, and the sentences name the
 * Indonesian commands.
 */
const WORDS = new Map(
  Object.entries({
    register: 'daftar',
    'sign up': 'daftar',
    schedule: 'jadwal',
    'my record': 'rekap saya',
    'my attendance': 'rekap saya',
    'my data': 'data saya',
    'unit code': 'kode',
    code: 'kode',
    screens: 'layar',
    screen: 'layar',
    'new apel': 'buat apel',
    'who is missing': 'siapa belum hadir',
    recap: 'rekap',
    'talk to a person': 'hubungi petugas',
    continue: 'lanjut',
    present: 'hadir',
    yes: 'ya',
    correct: 'ya',
    'i agree': 'setuju',
    agree: 'setuju',
    no: 'tidak',
    'i do not agree': 'tidak setuju',
    both: 'dua-duanya',
    'both of us': 'dua-duanya',
    'not me': 'bukan saya',
    me: 'saya',
    'somebody else': 'orang lain',
    'someone else': 'orang lain',
  }),
)

/** "approve 7KQ2", "refuse 7KQ2" */
const DECISION = /^(approve|refuse)\s+([2-9A-HJ-NP-Z]{4})$/i

/** A whole message that is one of these words, in Indonesian; any other as it is. */
export function fromEnglish(text: string): string {
  const decision = DECISION.exec(text.trim())
  if (decision) return `${decision[1]?.toLowerCase() === 'approve' ? 'setujui' : 'tolak'} ${decision[2]}`
  const word = text
    .toLowerCase()
    .replace(/[\s.!?]+$/, '')
    .trim()
  return WORDS.get(word) ?? text
}
