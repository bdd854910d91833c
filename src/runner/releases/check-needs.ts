import { existsSync } from 'node:fs'
import path from 'node:path'
import { InputError } from '../../base/errors.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Releases } from './releases.ts'

/** Throws an {@link InputError} that names what a topology asks for and a release does not have. */
export async function checkNeeds(
  { name, nodes, timeline }: Plan,
  releases: Pick<Releases, 'modules'>,
): Promise<void> {
  const restarted = timeline.flatMap((entry) =>
    entry.type === 'fault' && entry.fault.kind === 'restart' ? [entry.fault.params] : [],
  )
  for (const node of nodes) {
    const later = restarted.flatMap((one) => (one.node.includes(node.name) ? (one.libp2p ?? []) : []))
    for (const release of node.needs.length === 0 ? [] : [node.libp2p, ...later]) {
      const folders = (await releases.modules(release))?.folders
      const isThere = (needed: string) =>
        folders?.some((folder) => existsSync(path.join(folder, 'node_modules', needed))) !== false
      const missing = node.needs.filter((needed) => !isThere(needed))
      if (missing.length > 0) {
        throw new InputError(
          `${name}: ${node.name} asks for what libp2p ${release} does not have (${missing.join(', ')}): leave it out, or choose a newer release`,
        )
      }
    }
  }
}
