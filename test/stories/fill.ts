import { dayOf } from '../../src/features/agenda/day.ts'
import { codeAt, unitCodeAt } from '../../src/features/check-in/code.ts'
import { readCode } from '../../src/features/check-in/read-code.ts'
import { openWaiting } from '../../src/features/check-in/screens.ts'
import { city, moment, unitNamed } from './cast.ts'
import type { Stage } from './stage.ts'

/** What a story saw that it may use later. */
export type Seen = { claim: string | null; oneTime: string | null }

const INNER = /\{([^{}]*)\}/

/** Replaces `{…}` from the inside out: `{salah eja {layar}}`. README.md lists them. */
export async function fill(text: string, stage: Stage, seen: Seen): Promise<string> {
  let filled = text
  for (let found = INNER.exec(filled); found; found = INNER.exec(filled)) {
    filled = filled.replace(found[0], () => '\0')
    filled = filled.replace(
      '\0',
      await value(found[1] ?? '', stage, seen).then((one) => one.replaceAll('$', '$$$$')),
    )
  }
  return filled
}

async function value(name: string, stage: Stage, seen: Seen): Promise<string> {
  const [, word = '', rest = ''] = /^(salah eja|\S+)(?: (.+))?$/.exec(name) ?? []
  switch (word) {
    case 'layar':
      return screenCode(rest, stage)
    case 'kode':
      return rest === 'admin' ? stage.adminCode() : unitCode(rest, stage)
    case 'klaim':
      return must(seen.claim, 'a claim')
    case 'sekali':
      return must(seen.oneTime, 'a one-time code')
    case 'nomor':
      return (await stage.db.prisma.announcement.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'janji':
      return pledgeCode(rest, stage)
    case 'bukti':
      return (await stage.db.prisma.pointLine.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'izin':
      return (await stage.db.prisma.absence.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'koreksi':
      return (await stage.db.prisma.correction.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'rujukan':
      return (await stage.db.prisma.ruling.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'sanggah':
      return (await stage.db.prisma.dispute.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'data':
      return (await stage.db.prisma.dataRequest.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'tunggu':
      return (await stage.db.prisma.checkInAsk.findFirstOrThrow({ orderBy: { id: 'desc' } })).ref
    case 'keliru':
      return mistyped(rest)
    case 'digit': {
      const screen = await openWaiting(stage.db.prisma, stage.clock.now())
      return screen === 'busy' ? 'busy' : screen.digits
    }
    case 'panjang':
      return 'mohon info apel '.repeat(400).slice(0, Number(rest)).trimEnd().padEnd(Number(rest), '.')
    case 'salah eja':
      return misspelt(rest)
    default:
      throw new Error(`nobody knows {${name}}`)
  }
}

/** "", "07.02.00", "Senam", "Senam 07.02.00" */
async function screenCode(which: string, stage: Stage): Promise<string> {
  const [, title = '', time] = /^(.*?) ?(\d\d\.\d\d(?:\.\d\d)?)?$/.exec(which) ?? []
  const session = await sessionNamed(title, stage)
  const now = stage.clock.now()
  return codeAt(session.codeKey, time ? moment(dayOf(now, city.zone), time) : now).code
}

/** "Dinas Kesehatan", "Dinas Kesehatan 07.02" */
async function unitCode(which: string, stage: Stage): Promise<string> {
  const [, name = '', time] = /^(.*?)(?: (\d\d\.\d\d(?:\.\d\d)?))?$/.exec(which) ?? []
  const { codeKey } = await sessionNamed('', stage)
  const unit = await unitNamed(stage, name)
  const now = stage.clock.now()
  return unitCodeAt(codeKey, unit.id, time ? moment(dayOf(now, city.zone), time) : now).code
}

/** "": of the last pledge; "2": of the second. */
async function pledgeCode(which: string, stage: Stage): Promise<string> {
  const rows = await stage.db.prisma.pledge.findMany({ orderBy: { id: 'asc' }, select: { code: true } })
  return must((which ? rows[Number(which) - 1] : rows.at(-1))?.code ?? null, 'a pledge')
}

/** A pledge's code with one wrong letter. */
const mistyped = (code: string): string => code.slice(0, 1) + (code[1] === 'Q' ? 'W' : 'Q') + code.slice(2)

/** The first session of the story, or the one whose title begins so. */
async function sessionNamed(title: string, stage: Stage): Promise<{ codeKey: string }> {
  return stage.db.prisma.session.findFirstOrThrow({
    where: { title: { startsWith: title } },
    orderBy: { id: 'asc' },
  })
}

/** One slip of the finger that is still unmistakable: a letter doubled, dropped, or exchanged with the next. */
function misspelt(code: string): string {
  const right = readCode(code)
  const [word = '', digits = ''] = code.split(' ')
  for (let i = 1; i < word.length; i++) {
    const slips = [
      word.slice(0, i - 1) + word[i] + word[i - 1] + word.slice(i + 1),
      word.slice(0, i) + word.slice(i + 1),
      word.slice(0, i) + word[i] + word.slice(i),
    ]
    for (const slip of slips) {
      const read = slip === word ? null : readCode(`${slip.toLowerCase()} ${digits}`)
      if (read && !read.exact && read.word === right?.word) return `${slip.toLowerCase()} ${digits}`
    }
  }
  throw new Error(`no unmistakable slip of ${code}`)
}

function must(text: string | null, what: string): string {
  if (text === null) throw new Error(`nobody has seen ${what} yet`)
  return text
}
