import { existsSync, globSync, statSync } from 'node:fs'
import path from 'node:path'
import { InputError } from '../base/errors.ts'
import { closest } from '../runner/language/diagnostics/suggest.ts'
import { findTopologies } from './topologies.ts'

/** The folder of topologies, unless a command names other ones. */
const usualFolder = 'topologies'

/** A folder in a named folder, whose topologies run only if they or their folder are named: they take minutes. */
const largeFolder = 'large'

/** For the arguments of commands that take the names of {@link findNamed}. */
export const namesHelp =
  'topology files, folders of them, globs, or parts of the path of a topology in topologies/ (default: all of that folder)'

export interface NamedFiles {
  /** Each one once. */
  readonly files: readonly string[]
  /** Files in folders called `large` of the named folders. */
  readonly leftOut: readonly string[]
}

/**
 * Returns the topology files that the arguments of a command name: paths of files and folders, globs, and parts of the
 * path of a topology below topologies/. No argument stands for all of that folder.
 */
export function findNamed(names: readonly string[]): NamedFiles {
  if (names.length === 0 && !isFolder(usualFolder)) throw noFolder()
  const found = (names.length > 0 ? names : [usualFolder]).map((name) => ({ name, all: filesOf(name) }))
  const all = eachOnce(found.flatMap((one) => one.all))
  const chosen = found.flatMap(({ name, all }) => all.filter((file) => !isLarge(name, file)))
  const isChosen = new Set(chosen.map((file) => placeOf(file)))
  const leftOut = all.filter((file) => !isChosen.has(placeOf(file)))
  return chosen.length > 0 ? { files: eachOnce(chosen), leftOut } : { files: leftOut, leftOut: [] }
}

/** A file may be named in several ways. The first one stays. */
function eachOnce(files: readonly string[]): readonly string[] {
  const byPath = new Map(files.toReversed().map((file) => [placeOf(file), file]))
  return [...new Set(files.map((file) => byPath.get(placeOf(file)) ?? file))]
}

/** The files and folders in which the files of {@link findNamed} are or may come to be. */
export function placesOf(names: readonly string[]): readonly string[] {
  return (names.length > 0 ? names : [usualFolder]).map((name) => {
    if (existsSync(name) || isFileName(name)) return name
    return isGlob(name) ? folderOfGlob(name) : folderOfParts()
  })
}

/** The folder above the first part of a path that stands for several. */
function folderOfGlob(name: string): string {
  const parts = name.split('/')
  const above = parts.slice(0, parts.findIndex(isGlob)).join('/')
  return above === '' ? (name.startsWith('/') ? '/' : '.') : above
}

function placeOf(file: string): string {
  try {
    return path.resolve(file)
  } catch {
    // The working directory is gone: the reader of the file says so.
    return path.normalize(file)
  }
}

function isLarge(name: string, file: string): boolean {
  return isFolder(name) && path.relative(name, path.dirname(file)).split(path.sep).includes(largeFolder)
}

function noFolder(): InputError {
  return new InputError(`there is no folder ${usualFolder} here: name topology files, or folders of them`)
}

function filesOf(name: string): readonly string[] {
  if (existsSync(name)) return findTopologies([name])
  // A path that is not there: its reader says so.
  if (isFileName(name)) return [name]
  const found = isGlob(name) ? globSync(name).sort() : filesWith(name)
  if (found.length > 0) return found
  throw new InputError(`no topology matches ${name}${advice(name)}`)
}

function isGlob(name: string): boolean {
  return /[*?[{]/.test(name)
}

function isFileName(name: string): boolean {
  return !isGlob(name) && /\.ya?ml$/.test(name)
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
  try {
    return findTopologies([folderOfParts()])
  } catch {
    return []
  }
}

/** The folder with the topologies of which a name may be a part. */
function folderOfParts(): string {
  return isFolder(usualFolder) ? usualFolder : '.'
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() === true
}
