import path from 'node:path'
import { type DiagnosedFile, InputError } from '../base/errors.ts'
import { renderDiagnostics } from '../runner/language/diagnostics/render.ts'
import { loadTopology, type Source } from '../runner/language/plan/load.ts'
import type { Plan } from '../runner/language/plan/plan.ts'
import { resolvePaths } from '../runner/language/plan/resolve-paths.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import type { Releases } from '../runner/releases/releases.ts'
import { pinReleases } from '../runner/run/prepare/pin-releases.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'
import { asYaml } from './as-yaml.ts'
import type { TopologyObject } from './topology-object.ts'

/** A topology by the path of its file, or as an object with the same keys. */
export type TopologySource = string | TopologyObject

/** The text of the topology; `call` is what it was passed to. Throws {@link InputError}. */
export async function readTopology(call: string, topology: TopologySource): Promise<Source> {
  if (typeof topology !== 'string')
    return { file: `${call}(…)`, text: asYaml(call, { timeline: [], ...topology }) }
  const read = await readTopologyFile(topology)
  if (!read.ok) throw mistakes(read.file)
  return read.source
}

/** Its plan. Throws {@link InputError} with everything that is wrong, each with its place. */
export function planOf(source: Source, overrides: Overrides = {}, load = loadTopology): Plan {
  const loaded = load(source, overrides)
  if (!loaded.ok) throw mistakes(loaded.file)
  return loaded.plan
}

/** With exact releases in the plan and whole paths; a relative path in a file begins where the file is. */
export function pinned(plan: Plan, { file }: Source, releases: Releases): Promise<Plan> {
  const folder = path.dirname(path.resolve(file))
  return pinReleases(resolvePaths(plan, folder), (release) => releases.exact(release, folder))
}

function mistakes(file: DiagnosedFile): InputError {
  const errors = { ...file, diagnostics: file.diagnostics.filter(({ severity }) => severity === 'error') }
  return new InputError(`${file.file} is wrong:\n\n${renderDiagnostics([errors], { color: false })}`, [
    errors,
  ])
}
