import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { makeFolder } from '../../base/make-folder.ts'

/** The file in the folder of a topology that holds the path of the topology, relative to the results. */
export const ownerName = '.topology'

/**
 * Returns the folder for all runs of a topology, and makes it. Its name is that of the topology. When another file has
 * the same name, a part of its path tells them apart, so that each has its own `latest`.
 */
export function homeOf(root: string, name: string, file: string | null): string {
  const owner = file === null ? null : ownerOf(root, file)
  if (owner === null) return join(root, name)
  const path = owner.replace(/\.ya?ml$/, '').replaceAll(/[^A-Za-z0-9]+/g, '-')
  const short = path.replace(/^-/, '').slice(-60)
  const hash = createHash('sha256').update(owner).digest('hex').slice(0, 6)
  const names = [name, `${name}.${short}`, `${name}.${short}-${hash}`]
  return names.map((one) => join(root, one)).find((home) => claim(home, root, owner)) ?? join(root, name)
}

/** Returns null for a file that is none, and for the copy of a topology in the results. */
function ownerOf(root: string, file: string): string | null {
  const path = relative(root, resolve(file)).split(sep).join('/')
  return path.startsWith('../') && existsSync(file) ? path : null
}

/** Returns true if the folder belongs to the file now. A file takes the place of one that is gone. */
function claim(home: string, root: string, owner: string): boolean {
  const mark = join(home, ownerName)
  const known = existsSync(mark) ? readFileSync(mark, 'utf8').trim() : null
  if (known === owner) return true
  if (known !== null && existsSync(resolve(root, known))) return false
  makeFolder(home)
  writeFileSync(mark, `${owner}\n`)
  return true
}
