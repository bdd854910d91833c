/** Memory and open files that a run needs, against those of this machine. */
import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import type { Plan } from '../language/plan/plan.ts'
import { roundSize } from '../language/values/format-size.ts'
import { plural } from '../language/values/plural.ts'
import type { ProcessCount } from '../language/values/process-count.ts'
import { canShare } from './can-share.ts'

export interface MachineRoom {
  /** Bytes that this process and its children can still have: of the machine, or of the cgroup. */
  readonly memory: number
  /** Files that this process may have open; null: unknown. */
  readonly descriptors: number | null
}

export function roomHere(): MachineRoom {
  // The whole limit of the cgroup: its use counts files in the cache, which give way.
  const limit = process.constrainedMemory()
  return { memory: Math.min(freemem(), limit > 0 ? limit : Infinity), descriptors: openFilesAllowed() }
}

/** The soft limit, which Node raises to the hard limit at its start. */
function openFilesAllowed(): number | null {
  try {
    const [, soft = ''] =
      /^Max open files +(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === 'unlimited' ? Number.POSITIVE_INFINITY : Number(soft) || null
  } catch {
    return null
  }
}

const mebibyte = 2 ** 20

/** The least that a run was ever seen to need (docs/virtual-time.md), so that no run is refused that would pass. */
const least = {
  /** Bytes of the runner, of a process, and of a node in a shared process. */
  memory: { runner: 60 * mebibyte, process: 40 * mebibyte, node: 0.7 * mebibyte },
  /** Open files of the runner: its own, those of a node with a process of its own, and of any other. */
  descriptors: { runner: 24, process: 4, node: 1 },
}

/** Sentence about the lack, with advice; null: nothing is foreseen. `sharing`: processes that nodes share. */
export function foreseenLack(
  plan: Pick<Plan, 'clock' | 'nodes' | 'timeline'>,
  sharing: ProcessCount,
  { memory, descriptors }: MachineRoom,
): string | null {
  const total = plan.nodes.length
  const sharingNodes = sharing === 'each' ? 0 : plan.nodes.filter((node) => canShare(node, plan)).length
  const own = total - sharingNodes
  const nodesNeed = `${plural(total, 'node')} ${total === 1 ? 'needs' : 'need'} at least`
  const shared = sharing === 'each' ? 0 : Math.min(sharing, sharingNodes)
  const bytes = least.memory.runner + (own + shared) * least.memory.process + sharingNodes * least.memory.node
  if (bytes > memory) {
    const needed = `${nodesNeed} ${roundSize(bytes)} of memory, and ${roundSize(memory)} are free`
    const advice = own > 1 && plan.clock === 'virtual' ? ', or let nodes share processes' : ''
    return `${needed}: end other programs, lower \`count\`${advice}`
  }
  const files =
    least.descriptors.runner + own * least.descriptors.process + sharingNodes * least.descriptors.node
  if (descriptors === null || files <= descriptors) return null
  const round = 2 ** Math.ceil(Math.log2(files * 1.25))
  return `${nodesNeed} ${files} open files, and this process may have ${descriptors}: raise the limit with "ulimit -n ${round}", or lower \`count\``
}
