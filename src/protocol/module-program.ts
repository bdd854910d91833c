/** The description of a module node's program, which the runner writes to a file for the node's process. */
import { readFileSync } from 'node:fs'

export interface ModuleProgram {
  /** The user's file: absolute, without symbolic links. */
  readonly file: string
  readonly release: ReleasePackages
  /** Files of the user's own code that Node would not take as they are. Path -> source. */
  readonly sources: Readonly<Record<string, ModuleSource>>
  /** Imports that Node would not find, by TypeScript's rules: path of the importer -> specifier -> path. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export interface ModuleSource {
  readonly format: 'module' | 'commonjs'
  /** JavaScript made from it; null: the file itself, in this format. */
  readonly code: string | null
}

/** The packages of the libp2p release on which a module runs. */
export interface ReleasePackages {
  /** Name of the release in messages. */
  readonly id: string
  /** Name of each package of libp2p -> folder from which it is found. */
  readonly from: Readonly<Record<string, string>>
  /** Folders of all packages of libp2p in the release. Their imports find what Node finds. */
  readonly inside: readonly string[]
  /** All other packages that libp2p leads to, by their names. */
  readonly others: Readonly<Record<string, PackageCopy>>
}

export interface PackageCopy {
  readonly version: string
  /** Without symbolic links. */
  readonly folder: string
}

/** Specifiers of the packages of a libp2p release. */
export const ofLibp2p = /^(?:libp2p|@libp2p\/.+|@chainsafe\/libp2p-.+|@multiformats\/.+)$/

/** Name of the package in an import specifier. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}

export function readModuleProgram(file: string): ModuleProgram {
  return JSON.parse(readFileSync(file, 'utf8')) as ModuleProgram
}
