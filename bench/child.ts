import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { root } from './build.ts'

/** A process of a bench or a crash program, which never outlives it. */
export type Child = {
  pid: number
  /** The last 200,000 characters of what it wrote. */
  output(): string
  /** How it ended: an exit code or a signal. */
  ended: Promise<number | NodeJS.Signals>
  running(): boolean
  kill(signal: NodeJS.Signals): void
  /** Resolves with the first line that fits. @throws Error when it ends without one */
  line(fits: (line: string) => boolean): Promise<string>
  /** Asks it to end, and kills it after a while. */
  stop(patienceMs?: number): Promise<number | NodeJS.Signals>
}

const KEEP = 200_000
const children = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

/** @param args of node, the program included */
export function startNode(args: string[], env: Record<string, string> = {}): Child {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.add(child)
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-KEEP)
      for (const look of waiting) look()
    })
  }
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.once('close', (code, signal) => {
      children.delete(child)
      resolve(code ?? signal ?? 0)
    })
  })
  const running = () => child.exitCode === null && child.signalCode === null
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended,
    running,
    kill: (signal) => void child.kill(signal),
    line: (fits) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = output.split('\n').slice(0, -1).find(fits)
          if (found === undefined) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
        void ended.then((how) => reject(new Error(`${args.join(' ')} ended (${how}):\n${output}`)))
      }),
    async stop(patienceMs = 20_000) {
      const force = setTimeout(() => child.kill('SIGKILL'), patienceMs)
      child.kill('SIGTERM')
      const how = await ended
      clearTimeout(force)
      return how
    },
  }
}

/** Memory of a process in MB: what it has now, and the most that it ever had. Null where there is no /proc. */
export function memoryOf(pid: number): { now: number | null; peak: number | null } {
  const file = `/proc/${pid}/status`
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const read = (name: string) => {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]
    return found === undefined ? null : Number(found) / 1024
  }
  return { now: read('VmRSS'), peak: read('VmHWM') }
}
