import { readFile } from 'node:fs/promises'

/** What is kept beside a bundle, to tell whether it is current. */
export interface BundleManifest {
  readonly bundle: string
  /** Everything that the bundle consists of. */
  readonly files: readonly string[]
  /** Path -> what changes when the file does. */
  readonly inputs: Readonly<Record<string, string>>
}

/** null: there is none, or it cannot be read. */
export async function readManifest(file: string): Promise<BundleManifest | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as BundleManifest
  } catch {
    return null
  }
}
