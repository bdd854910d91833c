import { existsSync } from 'node:fs'
import path from 'node:path'
import { InputError } from '../../base/errors.ts'
import { factsOf } from '../language/faults/registry.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Releases } from './releases.ts'

/** Throws an {@link InputError} that names the packages that a topology needs and a release lacks. */
export async function checkNeeds(
  { name, nodes, timeline }: Plan,
  releases: Pick<Releases, 'modules'>,
): Promise<void> {
  const facts = timeline.flatMap((entry) => (entry.type === 'fault' ? [factsOf(entry.fault)] : []))
  for (const node of nodes) {
    const later = facts.flatMap(({ starts, libp2p }) => (starts.includes(node.name) ? (libp2p ?? []) : []))
    for (const release of node.needs.length === 0 ? [] : [node.libp2p, ...later]) {
      const folders = (await releases.modules(release))?.folders
      const isThere = (needed: string) =>
        folders?.some((folder) => existsSync(path.join(folder, 'node_modules', needed))) !== false
      const missing = node.needs.filter((needed) => !isThere(needed))
      if (missing.length > 0) {
        throw new InputError(
          `${name}: ${node.name} needs ${missing.join(', ')}, which libp2p ${release} lacks: leave it out, or choose a newer release`,
        )
      }
    }
  }
}
