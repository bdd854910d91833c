import { bundleOf } from '../nodes/bundle.ts'
import { BugError } from './errors.ts'
import type { Releases } from './releases/releases.ts'

const agentEntry = import.meta.url.endsWith('.ts') ? './agent/main.ts' : './agent/main.js'

/** The agent bundled with each of these libp2p releases; installs those that are not there yet. */
export async function agentPrograms(
  needed: readonly string[],
  releases: Releases,
): Promise<(libp2p: string) => string> {
  const programs = new Map<string, string>()
  for (const release of new Set(needed)) {
    programs.set(release, await bundleOf(agentEntry, await releases.modules(release)))
  }
  return (libp2p) => {
    const program = programs.get(libp2p)
    if (program === undefined) throw new BugError(`no program was made for libp2p ${libp2p}`)
    return program
  }
}
