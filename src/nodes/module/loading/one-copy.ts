/**
 * One copy of each package that libp2p shares with the user's code, as in a project with a single install: where both have
 * the same version, both get the release's files. Loggers of libp2p rely on it: they add formats to the package `weald`.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ReleasePackages } from '../../../protocol/module-program.ts'

/** Returns a function that gives, for a file, the same file in the release; null: there is none. */
export function sharedCopies({ others }: Pick<ReleasePackages, 'others'>): (file: string) => string | null {
  const copies = new Map<string, string | null>()
  return (file) => {
    const folder = folderIn(file)
    if (folder === null) return null
    const known = copies.get(folder.path)
    const copy = known === undefined ? copyOf(folder) : known
    copies.set(folder.path, copy)
    return copy === null ? null : path.join(copy, file.slice(folder.path.length))
  }

  function copyOf({ name, path: folder }: PackageFolder): string | null {
    const other = others[name]
    if (other === undefined || other.folder === folder) return null
    return other.version === versionIn(folder) ? other.folder : null
  }
}

interface PackageFolder {
  readonly name: string
  readonly path: string
}

const modules = `${path.sep}node_modules${path.sep}`

function folderIn(file: string): PackageFolder | null {
  const at = file.lastIndexOf(modules)
  if (at === -1) return null
  const [scope = '', inner = ''] = file.slice(at + modules.length).split(path.sep, 2)
  const parts = scope.startsWith('@') ? [scope, inner] : [scope]
  return { name: parts.join('/'), path: file.slice(0, at) + modules + parts.join(path.sep) }
}

function versionIn(folder: string): string | null {
  try {
    return String(
      (JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version?: unknown }).version,
    )
  } catch {
    return null
  }
}
