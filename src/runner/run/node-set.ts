/** The nodes of a run: one process each, configured from the plan when it starts. */
import { identityOf, privateKeyProtobuf } from '../../base/identity.ts'
import type { EventBody } from '../../events/event.ts'
import type { Directory } from '../../protocol/directory.ts'
import type { Configure } from '../../protocol/messages.ts'
import type { EntryPlan, ExpectationEntryPlan, NodePlan, Plan } from '../language/plan/plan.ts'
import { type CommandOptions, commandProgram } from '../processes/command/command-program.ts'
import type { ControlHub } from '../processes/control-hub.ts'
import type { Guardian } from '../processes/guardian.ts'
import type { NodeFolders } from '../processes/node-folders.ts'
import { NodeProcess } from '../processes/node-process.ts'
import type { Deadlines } from '../processes/node-process-options.ts'
import { agentProgram, type NodeProgram, placedProgram } from '../processes/node-program.ts'
import type { SharedProcesses } from '../processes/shared/shared-processes.ts'
import type { ProgramOf } from '../releases/agent-programs.ts'
import { type Resources, sumOfUsage } from '../results/resources.ts'
import type { NodeHandle } from '../simulation/node-handle.ts'
import { AddressBook, noSuchNode, onFabric } from './address-book.ts'
import { LineMatcher, missedLines } from './line-matcher.ts'
import { loopbackWatch } from './loopback-watch.ts'
import { nodeConfigOf } from './node-config.ts'
import { directoryOf, type Probers, probersOf } from './probers.ts'
import { sharingIn } from './sharing-in.ts'
import type { World } from './world.ts'

export interface NodeSetOptions {
  readonly plan: Plan
  readonly world: World
  readonly hub: ControlHub
  readonly guardian: Guardian
  /** The processes that nodes share; null: each node has its own. */
  readonly shared: SharedProcesses | null
  /** The program of a node process, by libp2p release and by module. */
  readonly programOf: ProgramOf
  readonly folders: NodeFolders
  /** Path of the file for the output of a node. */
  readonly outputPath: (node: string) => string
  /** Takes the events of all nodes. */
  readonly record: (event: EventBody) => void
  /** Is called when a process breaks the protocol. */
  readonly onBreach: (reason: string) => void
  readonly deadlines: Deadlines
  /** True: more entries may come than the plan has. */
  readonly isOpen: boolean
}

export class NodeSet {
  readonly nodes: readonly NodeProcess[]
  readonly #options: NodeSetOptions
  readonly #byName: ReadonlyMap<string, NodeProcess>
  readonly #matchers: LineMatcher[] = []
  readonly #book: AddressBook
  readonly #probers: Probers
  readonly #directory: Directory
  readonly #contacts: Introductions
  readonly #canShare: (node: NodePlan) => boolean

  constructor(options: NodeSetOptions) {
    const { plan } = options
    this.#canShare = sharingIn(plan)
    this.#options = options
    this.#book = new AddressBook({ plan, world: options.world, node: (name) => this.process(name) })
    this.#probers = probersOf(plan)
    this.#directory = directoryOf(plan, this.#probers)
    options.shared?.tell(this.#directory)
    this.#contacts = introductionsOf(plan)
    this.nodes = plan.nodes.map((node) => this.#process(node))
    this.#byName = new Map(this.nodes.map((node) => [node.name, node]))
  }

  readonly node = (name: string): NodeHandle => this.process(name)

  process(name: string): NodeProcess {
    return this.#byName.get(name) ?? noSuchNode(name)
  }

  /** Prepares for one more entry of a timeline that grows while it is played. */
  add(entry: EntryPlan): void {
    for (const matcher of this.#matchers) matcher.lookFor(entry)
  }

  /** Events about printed lines that came close to the pattern of an entry, which the nodes do not meet. */
  readonly missedLines = (entry: ExpectationEntryPlan): readonly EventBody[] =>
    missedLines(entry, this.#matchers)

  /** Makes every request to a node fail from now on. */
  abandon(reason: Error): void {
    for (const node of this.nodes) node.abandon(reason)
  }

  /** Ends all processes. */
  async end(): Promise<void> {
    await Promise.allSettled(this.nodes.map((node) => node.end()))
  }

  /** The resources that the nodes used, as far as they are known; complete when all nodes have ended. */
  resources(): Resources {
    return Object.fromEntries(
      this.nodes.flatMap(({ name, usages }) => {
        const used = sumOfUsage(usages)
        return used === null ? [] : [[name, used] as const]
      }),
    )
  }

  /** Ids of the processes that run now. */
  pids(): readonly number[] {
    return this.nodes.flatMap(({ pid }) => (pid === null ? [] : [pid]))
  }

  #process(node: NodePlan): NodeProcess {
    const { plan, world, hub, guardian, shared, programOf, outputPath, record } = this.#options
    const { onBreach, deadlines, isOpen } = this.#options
    const { timeline } = plan
    const matcher = new LineMatcher({
      node: node.name,
      timeline,
      isOpen,
      record,
      now: () => world.clock.now(),
    })
    this.#matchers.push(matcher)
    return new NodeProcess({
      name: node.name,
      peerId: node.peerId,
      libp2p: node.libp2p,
      program: placedProgram(this.#programOf(node), (launch) => world.place(node.name, launch)),
      wiring: world.wiring,
      clock: world.clock,
      logPath: outputPath(node.name),
      share:
        shared !== null && this.#isShared(node)
          ? (libp2p, settings, log) => shared.open(programOf(libp2p, null), settings, log)
          : null,
      hub,
      guardian,
      configure: () => this.#configure(node),
      log: (event) => this.#take(node, event),
      onLine: this.#lineListener(node, matcher),
      reportsOutput: this.#reportsOutput(node),
      onBreach,
      deadlines,
    })
  }

  #lineListener({ name, kind }: NodePlan, matcher: LineMatcher): (line: string) => void {
    const { plan, record } = this.#options
    if (kind !== 'command' || plan.fabric !== 'host') return matcher.line
    const watch = loopbackWatch((line) => record({ kind: 'loopback-ignored', node: name, line }))
    return (line) => {
      matcher.line(line)
      watch(line)
    }
  }

  /** Records an event of the node, and tells other nodes when its addresses have changed. */
  #take(node: NodePlan, event: EventBody): void {
    const { world, record } = this.#options
    if (event.kind === 'node-ready') world.fabric.isUp(onFabric(node), event.addresses)
    record(event)
    if (event.kind === 'node-ready') {
      this.#book.isUp(node.name)
      this.#introduceOthersTo(node)
    }
    if (event.kind === 'node-ready' || event.kind === 'addresses') this.#introduce(node.name)
  }

  /** Introduces the node, with its addresses of now, to every node that wants to be connected to it. */
  #introduce(name: string): void {
    const { addresses, peerId } = this.node(name)
    for (const { to, isDiscovery } of this.#contacts.get(name) ?? []) {
      const process = this.#byName.get(to)
      if (isDiscovery) process?.discover(peerId, addresses)
      else process?.introduce(peerId, addresses)
    }
  }

  #introduceOthersTo(node: NodePlan): void {
    const process = this.#byName.get(node.name)
    for (const other of contactsOf(node)) {
      const { addresses, peerId } = this.node(other)
      if (addresses.length > 0) process?.introduce(peerId, addresses)
    }
    for (const other of discoveriesOf(node)) {
      const { addresses, peerId } = this.node(other)
      if (addresses.length > 0) process?.discover(peerId, addresses)
    }
  }

  async #configure(node: NodePlan): Promise<Configure> {
    const { plan, world } = this.#options
    const addresses = await this.#book.addressesFor(node)
    return {
      type: 'configure',
      config: nodeConfigOf(node, { plan, inbound: world.fabric.inbound, addresses }),
      // A shared process is told once for all of its nodes.
      ...(this.#isShared(node) ? {} : this.#directory),
      epoch: world.epoch,
      reportOutput: this.#reportsOutput(node),
      proberIdentity: this.#probers.get(node.name)?.identitySeedHex ?? noSuchNode(node.name),
    }
  }

  /** Virtual time cannot date output in a pipe, so the node sends its output as messages too. */
  #reportsOutput({ kind }: NodePlan): boolean {
    return this.#options.plan.clock === 'virtual' && kind !== 'command'
  }

  #isShared(node: NodePlan): boolean {
    return this.#options.shared !== null && this.#canShare(node)
  }

  #programOf(node: NodePlan): NodeProgram {
    if (node.kind === 'command') return commandProgram(this.#commandOf(node))
    const module = node.kind === 'module' ? node.module : null
    const { plan, programOf, folders } = this.#options
    return agentProgram({
      programOf: (libp2p) => programOf(libp2p, module),
      module,
      folder: () => folders.of(node.name),
      env: environmentOf(node),
      isVirtual: plan.clock === 'virtual',
    })
  }

  #commandOf(node: Extract<NodePlan, { kind: 'command' }>): CommandOptions {
    const { plan, world, folders } = this.#options
    const { names, probers } = this.#directory
    const identity = identityOf(plan.seed, node.name)
    return {
      ...node,
      told: {
        names,
        probers: new Set(probers),
      },
      values: async (placeholder) => {
        switch (placeholder.name) {
          case 'name':
            return node.name
          case 'ip':
            return node.addresses.find((address) => !address.includes(':')) ?? '127.0.0.1'
          case 'port':
            return String(await world.fabric.portOf(onFabric(node)))
          case 'seed':
            return String(plan.seed)
          case 'identity':
            return identity.identitySeedHex
          case 'keyFile':
            return folders.keyFile(node.name, privateKeyProtobuf(identity))
          case 'peerId':
            return node.peerId
          case 'relay':
            return this.#book.relayAddress(placeholder.node)
        }
      },
    }
  }
}

/** The debug output of libp2p goes by the variable DEBUG. */
function environmentOf(node: Exclude<NodePlan, { kind: 'command' }>): Readonly<Record<string, string>> {
  const { env } = node
  const debug = 'debug' in node ? node.debug : []
  return debug.length === 0 ? env : { ...env, DEBUG: debug.join(',') }
}

/** Names of the nodes that the node wants to be connected to. */
function contactsOf(node: NodePlan): readonly string[] {
  return 'connect' in node ? node.connect : []
}

/** Names of the nodes that its peer discovery finds. */
function discoveriesOf(node: NodePlan): readonly string[] {
  return 'discovers' in node ? node.discovers : []
}

/** By node, the nodes that want to hear of it, in the order of the plan. */
type Introductions = ReadonlyMap<string, readonly { readonly to: string; readonly isDiscovery: boolean }[]>

function introductionsOf({ nodes }: Pick<Plan, 'nodes'>): Introductions {
  const all = new Map<string, { readonly to: string; readonly isDiscovery: boolean }[]>()
  const add = (name: string, to: string, isDiscovery: boolean) => {
    const listeners = all.get(name) ?? []
    all.set(name, listeners)
    listeners.push({ to, isDiscovery })
  }
  for (const node of nodes) {
    for (const name of new Set(contactsOf(node))) add(name, node.name, false)
    for (const name of new Set(discoveriesOf(node))) add(name, node.name, true)
  }
  return all
}
