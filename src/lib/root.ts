import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * The folder of this project, where `locales`, `prisma` and `dist` lie: the nearest one above with a package.json.
 * Found instead of counted in "..", because the build puts many sources into one file.
 */
export const root = above(dirname(fileURLToPath(import.meta.url)))

function above(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder
  const parent = dirname(folder)
  if (parent === folder)
    throw new Error('There is no package.json above this program: install it as a whole.')
  return above(parent)
}
