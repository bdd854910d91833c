import { BugError } from '../../base/errors.ts'
import type { ProgramPlan } from '../language/plan/programs-of.ts'
import { bundleOf } from './agent-bundle.ts'
import { explainBrokenModule } from './explain-broken-module.ts'
import { explainBrokenRelease } from './explain-broken-release.ts'
import type { Releases } from './releases.ts'

const agentEntry = import.meta.url.endsWith('.ts') ? '../../nodes/agent/main.ts' : '../../nodes/agent/main.js'

/** Path of the agent's bundle for a release, and for a module node's file (null: for all other nodes). */
export type ProgramOf = (libp2p: string, module: string | null) => string

/**
 * The agent bundled as each of these programs; installs the releases that are not there yet. Throws an
 * {@link InputError} about a module that cannot be bundled.
 */
export async function agentPrograms(needed: readonly ProgramPlan[], releases: Releases): Promise<ProgramOf> {
  const programs = new Map<string, string>()
  for (const { libp2p } of needed) await releases.check(libp2p)
  for (const { libp2p, module } of needed) {
    const modules = await releases.modules(libp2p)
    const program = await bundleOf(agentEntry, { modules, module }).catch((error: unknown) => {
      throw module === null ? explainBrokenRelease(libp2p, error) : explainBrokenModule(module, error)
    })
    programs.set(keyOf(libp2p, module), program)
  }
  return (libp2p, module) => {
    const program = programs.get(keyOf(libp2p, module))
    if (program === undefined)
      throw new BugError(`no program was made for libp2p ${libp2p}, module ${module}`)
    return program
  }
}

function keyOf(libp2p: string, module: string | null): string {
  return JSON.stringify([libp2p, module])
}
