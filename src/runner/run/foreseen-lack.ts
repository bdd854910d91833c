/** Memory, open files and ports that a run needs, against those of this machine. */
import { readFileSync } from 'node:fs'
import { freemem } from 'node:os'
import type { NodePlan, Plan } from '../language/plan/plan.ts'
import { roundSize } from '../language/values/format-size.ts'
import { plural } from '../language/values/plural.ts'
import type { ProcessCount } from '../language/values/process-count.ts'
import { sharingIn } from './sharing-in.ts'

export interface MachineRoom {
  /** Bytes that this process and its children can still have: of the machine, or of the cgroup. */
  readonly memory: number
  /** Files that this process may have open; null: unknown. */
  readonly descriptors: number | null
  /** Ports that the system chooses from; null: unknown. */
  readonly ports: number | null
}

export function roomHere(): MachineRoom {
  // The whole limit of the cgroup: its use counts files in the cache, which give way.
  const limit = process.constrainedMemory()
  return {
    memory: Math.min(freemem(), limit > 0 ? limit : Infinity),
    descriptors: openFilesAllowed(),
    ports: portsToChoose(),
  }
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

function portsToChoose(): number | null {
  try {
    const [first = '', last = ''] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8')
      .trim()
      .split(/\s+/)
    return Number(last) - Number(first) + 1 || null
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
  ports: { runner: 1 },
}

type Needs = Pick<Plan, 'clock' | 'fabric' | 'nodes' | 'timeline'>

/** Numbers of nodes and processes. */
interface Size {
  readonly total: number
  /** Nodes with a process of their own, nodes in shared processes, and those processes. */
  readonly own: number
  readonly sharing: number
  readonly shared: number
}

/** Sentence about the lack, with advice; null: nothing is foreseen. `sharing`: processes that nodes share. */
export function foreseenLack(plan: Needs, sharing: ProcessCount, room: MachineRoom): string | null {
  const total = plan.nodes.length
  const sharingNodes = sharing === 'each' ? 0 : plan.nodes.filter(sharingIn(plan)).length
  const shared = sharing === 'each' ? 0 : Math.min(sharing, sharingNodes)
  const size = { total, own: total - sharingNodes, sharing: sharingNodes, shared }
  return lackOfMemory(plan, size, room) ?? lackOfFiles(size, room) ?? lackOfPorts(plan, room)
}

function lackOfMemory({ clock }: Needs, size: Size, { memory }: MachineRoom): string | null {
  const { total, own, sharing, shared } = size
  const bytes = least.memory.runner + (own + shared) * least.memory.process + sharing * least.memory.node
  if (bytes <= memory) return null
  const needed = `${nodesNeed(total)} ${roundSize(bytes)} of memory, and ${roundSize(memory)} are free`
  const advice = own > 1 && clock === 'virtual' ? ', or let nodes share processes' : ''
  return `${needed}: end other programs, lower \`count\`${advice}`
}

function lackOfFiles({ total, own, sharing }: Size, { descriptors }: MachineRoom): string | null {
  const files = least.descriptors.runner + own * least.descriptors.process + sharing * least.descriptors.node
  if (descriptors === null || files <= descriptors) return null
  const round = 2 ** Math.ceil(Math.log2(files * 1.25))
  return `${nodesNeed(total)} ${files} open files, and this process may have ${descriptors}: raise the limit with "ulimit -n ${round}", or lower \`count\``
}

function nodesNeed(count: number): string {
  return `${plural(count, 'node')} ${count === 1 ? 'needs' : 'need'} at least`
}

/** On the fabrics `virtual` and `netns` each node has the ports of its own machine. */
function lackOfPorts({ fabric, nodes }: Needs, { ports }: MachineRoom): string | null {
  if (fabric !== 'host' || ports === null) return null
  const started = nodes.filter(({ startAt }) => startAt !== null)
  const listening = started.filter(
    (node) => node.kind === 'boot-node' || (node.kind === 'peer' && node.listen),
  )

  // A port that a node listens on serves no connection of another node, and connections to one node share no port.
  const needed = least.ports.runner + listening.length + mostConnectedTo(started)
  if (needed <= ports) return null
  return `${nodesNeed(nodes.length)} ${needed} ports of 127.0.0.1, and the system has ${ports}: widen the range with "sysctl -w net.ipv4.ip_local_port_range='1024 65535'", or lower \`count\``
}

/** The largest number of peers that the same node gets lasting connections from. */
function mostConnectedTo(nodes: readonly NodePlan[]): number {
  const counts = new Map<string, number>()
  for (const node of nodes) {
    if (node.kind !== 'peer') continue
    for (const to of new Set([...node.relays, ...(node.connectOnce ? [] : node.connect)])) {
      if (to !== node.name) counts.set(to, (counts.get(to) ?? 0) + 1)
    }
  }
  return Math.max(0, ...counts.values())
}
