import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A TypeScript program of the tests as a real process of its own, for what only a kill can show. */
export function startProgram(file: URL, args: string[]) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(file), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let output = ''
  const heard = new Set<() => void>()
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(code ?? signal)),
  )
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (data: string) => {
      output += data
      for (const hear of heard) hear()
    })
  }
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => output,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    /** Resolves when it has written a text. */
    says(text: string): Promise<void> {
      return new Promise((resolve, reject) => {
        const hear = () => {
          if (output.includes(text)) resolve()
        }
        heard.add(hear)
        hear()
        ended.then(() => reject(new Error(`It ended without saying "${text}":\n${output}`)))
      })
    },
  }
}
