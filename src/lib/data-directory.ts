import { createReadStream, existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { lockDirectory } from './dir-lock.ts'
import { openDurable, syncPath } from './pglite.ts'
import { type Embedded, openInThread } from './pglite-thread.ts'
import { root } from './root.ts'
import { unpackTar } from './tar.ts'
import { keepUp } from './upkeep.ts'

/** Made by `npm run build` (make-image.ts): a migrated, empty database. */
export const builtImage = join(root, 'dist/pglite-image.tar.gz')

/**
 * Opens the embedded database of a data directory, which this process then holds alone.
 *
 * The first start unpacks the built image (initdb would take 3 s and 800 MB of memory; it remains the way
 * without a build). The database is prepared under another name and renamed when it is complete and on
 * disk: a start that is killed half-way leaves nothing that looks like a database.
 * @throws DirectoryInUse
 */
export async function openDataDirectory(
  dataDir: string,
  image = builtImage,
): Promise<{ client: Embedded; close(): Promise<void> }> {
  const lock = await lockDirectory(dataDir)
  try {
    const directory = join(dataDir, 'pglite')
    for (const name of readdirSync(dataDir)) {
      if (name.startsWith('pglite.new')) rmSync(join(dataDir, name), { recursive: true })
    }
    if (!existsSync(directory)) await create(directory, image)
    const client = await openInThread(directory)
    const stopUpkeep = keepUp(client)
    return {
      client,
      async close() {
        await stopUpkeep()
        await client.close()
        await lock.release()
      },
    }
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function create(directory: string, image: string): Promise<void> {
  const unfinished = `${directory}.new`
  if (existsSync(image)) await unpackTar(createReadStream(image).pipe(createGunzip()), unfinished)
  else await (await openDurable(unfinished)).close()
  await syncTree(unfinished)
  renameSync(unfinished, directory)
  syncPath(join(directory, '..'))
}

/** A thousand files: side by side they share the disk's journal, one after the other they take seconds. */
async function syncTree(folder: string): Promise<void> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let file = files.pop(); file; file = files.pop()) {
        const handle = await open(file, 'r+')
        await handle.sync().finally(() => handle.close())
      }
    }),
  )
  for (const entry of entries) if (entry.isDirectory()) syncPath(join(entry.parentPath, entry.name))
  syncPath(folder)
}
