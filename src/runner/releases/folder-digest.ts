import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

export interface FolderDigest {
  /** Changes with the name or the content of any file in the folder. */
  readonly digest: string
  readonly bytes: number
}

export function digestOf(folder: string): FolderDigest {
  const hash = createHash('sha256')
  let bytes = 0
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((one) => path.join(one.parentPath, one.name))
  for (const file of files.sort()) {
    const content = readFileSync(file)
    bytes += content.length
    hash.update(`${path.relative(folder, file)}\0${content.length}\0`).update(content)
  }
  return { digest: hash.digest('hex'), bytes }
}
