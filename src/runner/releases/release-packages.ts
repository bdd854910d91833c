/** The packages of a release: those that libp2p and its companions lead to, found as Node finds them. */
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import path from 'node:path'
import { isRecord } from '../../events/shape.ts'
import { ofLibp2p, type PackageCopy, type ReleasePackages } from '../../protocol/module-program.ts'
import { companions } from './packages.ts'
import type { ModuleTree } from './resolve-plugin.ts'

/** The packages that the agent imports beside the companions. */
const shared = [
  '@libp2p/crypto',
  '@libp2p/interface',
  '@libp2p/peer-id',
  '@libp2p/peer-record',
  '@libp2p/utils',
  '@multiformats/multiaddr',
]

/** `modules` null: topo's own packages. */
export function packagesOfRelease(modules: Pick<ModuleTree, 'id' | 'folders'> | null): ReleasePackages {
  const folders = modules?.folders ?? [ownFolder()]
  const id = modules === null ? "topo's libp2p" : `libp2p ${modules.id}`
  const from: Record<string, string> = {}
  const inside = new Set<string>()
  const others: Record<string, PackageCopy> = {}
  const seen = new Set<string>()
  const visit = (names: readonly string[], importers: readonly string[]) => {
    for (const name of names) {
      const found = importers.map((folder) => folderOf(name, folder)).find((one) => one !== null)
      if (found === undefined || found === null || seen.has(found)) continue
      seen.add(found)
      const { version, dependencies } = manifestIn(found)
      if (ofLibp2p.test(name)) {
        inside.add(found)
        const outer = folders.find((folder) => folderOf(name, folder) !== null)
        if (outer !== undefined) from[name] ??= outer
      } else {
        others[name] ??= { version, folder: found }
      }
      visit(dependencies, [found])
    }
  }
  visit(['libp2p', ...companions, ...shared], folders)
  return { id, from, inside: [...inside].sort(), others }
}

/** A folder from which topo's own packages are found. */
function ownFolder(): string {
  const manifest = findPackageJSON('libp2p', import.meta.url) ?? ''
  return path.join(manifest, '../../..')
}

/** Folder of a package that a file in `folder` imports; null: Node does not find it. */
function folderOf(name: string, folder: string): string | null {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = path.join(at, 'node_modules', name)
    if (existsSync(path.join(found, 'package.json'))) return realpathSync(found)
    if (at === path.dirname(at)) return null
  }
}

function manifestIn(folder: string): { readonly version: string; readonly dependencies: readonly string[] } {
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
  if (!isRecord(manifest)) return { version: '', dependencies: [] }
  const dependencies = ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap((key) =>
    isRecord(manifest[key]) ? Object.keys(manifest[key]) : [],
  )
  return { version: String(manifest['version']), dependencies }
}
