/** The rule for the imports of a module's process: one copy of libp2p, of the node's release, for all code. */
import { type ModuleProgram, ofLibp2p, packageOf } from '../../../protocol/module-program.ts'

export type FoundImport =
  /** As Node finds it. */
  | { readonly kind: 'usual' }
  /** This file. */
  | { readonly kind: 'file'; readonly path: string }
  /** As Node finds it for a file in this folder; for an export that the release lacks, the usual one. */
  | { readonly kind: 'release'; readonly folder: string }
  /** libp2p of the release, with a createLibp2p that remembers options. */
  | { readonly kind: 'recorded' }

export interface Imports {
  /** `importer` is an absolute path; null: no file. */
  find(specifier: string, importer: string | null): FoundImport
}

const usual: FoundImport = { kind: 'usual' }

/** `own` is the folder of topo's own program. */
export function importsOf({ release, imports }: ModuleProgram, own: string): Imports {
  const insiders = [...release.inside].map(withSeparator)
  const known = new Map<string, boolean>()
  const isInside = (importer: string) => {
    const answer = known.get(importer) ?? insiders.some((folder) => importer.startsWith(folder))
    known.set(importer, answer)
    return answer
  }
  return {
    find(specifier, importer) {
      const path = importer === null ? undefined : imports[importer]?.[specifier]
      if (path !== undefined) return { kind: 'file', path }
      if (!ofLibp2p.test(specifier)) return usual
      const folder = release.from[packageOf(specifier)]
      const isOwn = importer?.startsWith(withSeparator(own)) === true
      if (folder === undefined || (importer !== null && !isOwn && isInside(importer))) return usual
      return specifier === 'libp2p' && !isOwn ? { kind: 'recorded' } : { kind: 'release', folder }
    },
  }
}

function withSeparator(folder: string): string {
  return folder.endsWith('/') || folder.endsWith('\\')
    ? folder
    : `${folder}${folder.includes('\\') ? '\\' : '/'}`
}
