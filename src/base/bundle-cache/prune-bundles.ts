import { existsSync } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { readManifest } from './bundle-manifest.ts'

/** Milliseconds for which a bundle that nothing leads to may still be in use by a process that began with it. */
const grace = 86_400_000

/** Removes bundles that are out of date, and what leads to those whose sources are gone. */
export async function pruneBundles(folder: string): Promise<void> {
  const names = await readdir(folder)
  const led = new Set<string>()
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const file = path.join(folder, name)
    const manifest = await readManifest(file)
    if (manifest === null || !Object.keys(manifest.inputs).every((input) => existsSync(input)))
      await remove(file)
    else led.add(path.basename(path.dirname(manifest.bundle)))
  }
  for (const name of names.filter((one) => !one.endsWith('.json') && !led.has(one))) {
    await remove(path.join(folder, name))
  }
}

/** Only what has been there for a while: others may be writing at this moment. */
async function remove(file: string): Promise<void> {
  const { mtimeMs } = await stat(file)
  if (Date.now() - mtimeMs > grace) await rm(file, { recursive: true, force: true })
}
