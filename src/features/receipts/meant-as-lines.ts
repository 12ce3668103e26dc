import type { ReadLine } from './read-lines.ts'

/**
 * Whether a message is meant as lines and not as anything else that people say: it begins as a line does, or there are
 * several of them.
 * @param who "Bu Sari 2" by itself is a line from a petugas, "Sari 2" only from one who is at it
 */
export function meantAsLines(lines: ReadLine[], who: 'coordinator' | 'petugas' | 'at it'): boolean {
  const read = lines.filter((one) => one.kind !== 'unread' && one.kind !== 'at')
  const first = lines.find((one) => one.kind !== 'at')
  if (!first) return false
  if (read.length > 1 && read.length * 2 >= lines.length && read.some((one) => isSure(one, who))) return true
  if (first.kind === 'unread') return first.coded === true
  if (first.kind !== 'receive') return first.kind !== 'total'
  // A slip of the finger in a code is said; a list of other codes is none, and "alun2" is a word said twice.
  if (first.codes.length === 0 && first.wrong.length > 0)
    return first.opens === 'clearly' && (first.amount !== null || !/^[A-Z]+\d+$/.test(first.wrong[0] ?? ''))
  return isSure(first, who)
}

/** "Kelompok A 20" may stand in any list that a coordinator writes. */
function isSure(line: ReadLine, who: 'coordinator' | 'petugas' | 'at it'): boolean {
  if (line.kind !== 'receive') return line.kind !== 'total'
  return line.opens === 'clearly' || (line.opens === 'titled' ? who !== 'coordinator' : who === 'at it')
}
