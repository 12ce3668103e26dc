import { lockDirectory } from '../../src/lib/dir-lock.ts'

/** Holds a directory until it is killed: a program for dir-lock.test.ts. */
try {
  await lockDirectory(process.argv[2] ?? '')
  process.stdout.write('holding\n')
  setInterval(() => {}, 1_000)
} catch (error) {
  process.stdout.write(`refused: ${(error as Error).name} ${(error as Error).message}\n`)
  process.exitCode = 3
}
