import { existsSync, globSync, statSync } from 'node:fs'
import path from 'node:path'
import { InputError } from '../../base/errors.ts'
import { closest } from '../../runner/language/diagnostics/suggest.ts'
import { findTopologies } from '../topologies.ts'

/** The folder of topologies, unless a command names other ones. */
const usualFolder = 'topologies'

/** A folder in a named folder, whose topologies run only if they or their folder are named: they take minutes. */
const largeFolder = 'large'

export interface NamedFiles {
  /** Each one once. */
  readonly files: readonly string[]
  /** Files in folders called `large` of the named folders. */
  readonly leftOut: readonly string[]
}

/**
 * Returns the topology files that the arguments of `topo run` name: paths of files and folders, globs, and parts of the
 * path of a topology below topologies/. No argument stands for all of that folder.
 */
export function findNamed(names: readonly string[]): NamedFiles {
  if (names.length === 0 && !isFolder(usualFolder)) throw noFolder()
  const found = (names.length > 0 ? names : [usualFolder]).map((name) => ({ name, all: filesOf(name) }))
  const files = new Set(found.flatMap(({ name, all }) => all.filter((file) => !isLarge(name, file))))
  const leftOut = new Set(found.flatMap(({ all }) => all.filter((file) => !files.has(file))))
  return files.size > 0 ? { files: [...files], leftOut: [...leftOut] } : { files: [...leftOut], leftOut: [] }
}

function isLarge(name: string, file: string): boolean {
  return isFolder(name) && path.relative(name, path.dirname(file)).split(path.sep).includes(largeFolder)
}

function noFolder(): InputError {
  return new InputError(`there is no folder ${usualFolder} here: name topology files, or folders of them`)
}

function filesOf(name: string): readonly string[] {
  if (existsSync(name)) return findTopologies([name])
  const isGlob = /[*?[{]/.test(name)
  // A path that is not there: its reader says so.
  if (!isGlob && /\.ya?ml$/.test(name)) return [name]
  const found = isGlob ? globSync(name).sort() : filesWith(name)
  if (found.length > 0) return found
  throw new InputError(`no topology matches ${name}${advice(name)}`)
}

function filesWith(part: string): readonly string[] {
  const wanted = part.toLowerCase()
  return allFiles().filter((file) => file.toLowerCase().includes(wanted))
}

function advice(name: string): string {
  const names = allFiles().map((file) => file.replace(/^.*\//, '').replace(/\.ya?ml$/, ''))
  const meant = closest(name, names)
  return meant === null ? '' : `: did you mean ${meant}?`
}

function allFiles(): readonly string[] {
  const folder = isFolder(usualFolder) ? usualFolder : '.'
  try {
    return findTopologies([folder])
  } catch {
    return []
  }
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true
}
