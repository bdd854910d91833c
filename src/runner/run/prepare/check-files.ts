// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders of a command
/** Checks that the files exist that a topology names: modules, and programs with a slash in their names. */
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Diagnostic, messageOf } from '../../../base/errors.ts'
import { problem } from '../../language/diagnostics/diagnose.ts'
import { closest } from '../../language/diagnostics/suggest.ts'
import { spanOfValue } from '../../language/text/locate.ts'
import { at, type KeyPath } from '../../language/text/located.ts'
import type { Topology, TopologyNode } from '../../language/topology/topology.ts'
import { findProgram } from '../../processes/command/find-program.ts'

/** `folder`: the folder at which relative paths in the topology start. */
export function checkFiles(topology: Topology, folder: string): readonly Diagnostic[] {
  const tell = ({ source }: TopologyNode, where: KeyPath, message: string, hint: string | null) =>
    problem('missing-file', spanOfValue(topology.text, source, where), message, hint)
  return topology.nodes.flatMap((node) => {
    const found = node.kind === 'module' ? wrongModule(node, folder) : wrongProgram(node, folder)
    return found === null ? [] : [tell(node, ...found)]
  })
}

type Wrong = readonly [where: KeyPath, message: string, hint: string | null]

function wrongModule({ source }: TopologyNode, folder: string): Wrong | null {
  const module = at(source, ['module'])?.value
  if (typeof module !== 'string' || module === '') return null
  const file = path.resolve(folder, module)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found?.isFile() === true) return null
  const hint = nearest(module, folder) ?? `topo looked for it at ${file}`
  return [['module'], found === undefined ? 'there is no such file' : 'this is a folder, not a file', hint]
}

/** Skips programs in PATH, which are found at their start, and programs of manual nodes, which may appear later. */
function wrongProgram({ source, kind, keys }: TopologyNode, folder: string): Wrong | null {
  const program = at(source, ['command', 0])?.value
  const place = at(source, ['cwd'])?.value ?? '.'
  if (kind !== 'command' || typeof program !== 'string' || typeof place !== 'string') return null
  if (!program.includes('/') || program.includes('${') || keys?.start === 'manual') return null
  const cwd = path.resolve(folder, place)
  try {
    findProgram(program, cwd, '')
    return null
  } catch (error) {
    const isInFolder = statSync(cwd, { throwIfNoEntry: false })?.isDirectory() === true
    const hint = isInFolder ? nearest(program, cwd) : nearest(place, folder)
    return [isInFolder ? ['command', 0] : ['cwd'], messageOf(error), hint]
  }
}

/** A hint with the most similar name in the same folder. */
function nearest(wrong: string, folder: string): string | null {
  const name = path.basename(wrong)
  const meant = closest(name, namesIn(path.dirname(path.resolve(folder, wrong))))
  return meant === null || meant === name ? null : `did you mean \`${wrong.slice(0, -name.length)}${meant}\`?`
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
