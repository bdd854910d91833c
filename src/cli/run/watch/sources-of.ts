import path from 'node:path'
import type { DiagnosedFile } from '../../../base/errors.ts'
import { ownFilesOf } from '../../../runner/releases/own-files.ts'
import type { Releases } from '../../../runner/releases/releases.ts'
import type { ToRun } from '../../topologies-to-run.ts'
import type { WrongTopology } from '../unrun.ts'

/** The files, by absolute path, whose change makes another run of a topology worth it. */
export type SourcesByFile = ReadonlyMap<string, ReadonlySet<string>>

/** Returns the files of each topology: its own, those of its modules with all that they import, and its programs. */
export async function sourcesOf(all: readonly ToRun[], releases: Releases): Promise<SourcesByFile> {
  const sources = new Map<string, Set<string>>()
  for (const { topology } of new Set(all)) {
    const { file } = topology.source
    const known = sources.get(file) ?? new Set([path.resolve(file)])
    for (const node of topology.plan.nodes) for (const one of await ownFilesOf(node, releases)) known.add(one)
    sources.set(file, known)
  }
  return sources
}

/** Adds the files of wrong topologies to those of their last run: the mistake and its mend may be in other files. */
export function withWrong(
  known: SourcesByFile,
  found: SourcesByFile,
  wrong: readonly WrongTopology[],
): SourcesByFile {
  const joined = new Map([...known, ...found])
  for (const { file, diagnosed } of wrong) {
    const before = [known, found, joined].flatMap((sources) => [...(sources.get(file) ?? [])])
    const now = [file, ...diagnosed.map((one) => one.file), ...diagnosed.flatMap(missingFiles)]
    joined.set(file, new Set([...before, ...now.map((one) => path.resolve(one))]))
  }
  return joined
}

/** The files that a topology names and that are not there, by absolute path. */
function missingFiles({ file, text, diagnostics }: DiagnosedFile): readonly string[] {
  return diagnostics.flatMap(({ code, span }) => {
    if (code !== 'missing-file' || span === null) return []
    const name = text.slice(span.start, span.end).replaceAll(/^(["'])(.*)\1$/g, '$2')
    return [path.resolve(path.dirname(file), name)]
  })
}

/** The topologies of which a file has changed. */
export function affectedBy(changed: ReadonlySet<string>, sources: SourcesByFile): readonly string[] {
  return [...sources].filter(([, files]) => [...files].some((one) => changed.has(one))).map(([file]) => file)
}
