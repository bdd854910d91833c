import path from 'node:path'
import { type DiagnosedFile, InputError } from '../base/errors.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import { loadTopology, type Source } from '../runner/language/plan/load.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { withMovedPaths } from '../runner/language/topology/move-paths.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import {
  isDiagnosed,
  isPrepared,
  type PreparedTopology,
  type PrepareOptions,
  prepareOne,
} from '../runner/run/prepare/prepare.ts'
import type { ReadSource } from '../runner/run/prepare/read-source.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { asYaml } from './as-yaml.ts'
import type { TopologyObject } from './topology-object.ts'

/** A topology by the path of its file, or as an object with the same keys. */
export type TopologySource = string | TopologyObject

export interface PrepareTopologyOptions extends PrepareOptions {
  readonly overrides: Overrides
}

/** Reads and prepares the topology that `call` was given. Throws {@link InputError} with every mistake in it. */
export async function prepareTopology(
  call: string,
  topology: TopologySource,
  { overrides, ...options }: PrepareTopologyOptions,
): Promise<PreparedTopology> {
  const prepared = await prepareOne({ read: await read(call, topology), overrides }, options)
  if (isPrepared(prepared)) return prepared
  throw isDiagnosed(prepared) ? mistakesIn(prepared) : prepared.reason
}

/** Plans a topology that names no files. Throws {@link InputError} with every mistake in it. */
export function planOf(source: Source): Plan {
  const loaded = loadTopology(source)
  if (!loaded.ok) throw mistakesIn(loaded.file)
  return loaded.plan
}

async function read(call: string, topology: TopologySource): Promise<ReadSource> {
  if (typeof topology === 'string') return readTopologyFile(topology)
  // The results keep the text, so its paths may not depend on a folder.
  const text = withFullPaths(asYaml(call, { timeline: [], ...topology }), '.')
  return { ok: true, source: { file: `${call}(…)`, text } }
}

/** Returns a topology with absolute paths. `folder`: the folder at which its paths begin. */
export function withFullPaths(text: string, folder: string): string {
  return withMovedPaths(text, (file) => path.resolve(folder, file))
}

function mistakesIn({ diagnostics, ...wrong }: DiagnosedFile): InputError {
  const file = { ...wrong, diagnostics: diagnostics.filter(({ severity }) => severity === 'error') }
  return new InputError(`${file.file} is wrong:\n\n${renderDiagnostics([file], { color: false })}`, [file])
}
