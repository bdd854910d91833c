import { existsSync, globSync, statSync } from 'node:fs'
import { InputError } from '../../base/errors.ts'
import { closest } from '../../runner/language/diagnostics/suggest.ts'
import { findTopologies } from '../topologies.ts'

/** The folder of topologies, unless a command names other ones. */
const usualFolder = 'topologies'

/**
 * Returns the topology files that the arguments of `topo run` name, each one once: paths of files and folders, globs, and
 * parts of the path of a topology below topologies/. No argument stands for all of that folder.
 */
export function findNamed(names: readonly string[]): readonly string[] {
  if (names.length > 0) return [...new Set(names.flatMap(filesOf))]
  if (isFolder(usualFolder)) return findTopologies([usualFolder])
  throw new InputError(`there is no folder ${usualFolder} here: name topology files, or folders of them`)
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
