/** The nodes of a run: one process each, configured from the plan when it starts. */
import path from 'node:path'
import { BugError } from '../../base/errors.ts'
import { identityOf } from '../../base/identity.ts'
import type { EventBody } from '../../events/event.ts'
import type { BootNodeConfig } from '../../protocol/boot-node-config.ts'
import type { Configure, NodeConfig } from '../../protocol/messages.ts'
import type { PeerConfig, PortMapping } from '../../protocol/peer-config.ts'
import type { FabricNode } from '../fabrics/fabric.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { EntryPlan, NodePlan, Plan } from '../language/plan/plan.ts'
import { agentProgram } from '../processes/agent-program.ts'
import { type CommandOptions, commandProgram } from '../processes/command/command-program.ts'
import type { ControlHub } from '../processes/control-hub.ts'
import type { Guardian } from '../processes/guardian.ts'
import { type Deadlines, NodeProcess } from '../processes/node-process.ts'
import type { NodeProgram } from '../processes/node-program.ts'
import { Turns } from '../processes/turns.ts'
import type { ProgramOf } from '../releases/agent-programs.ts'
import { type Resources, sumOfUsage } from '../results/resources.ts'
import type { NodeHandle } from '../simulation/node-handle.ts'
import type { World } from './world.ts'

export interface NetworkOptions {
  readonly plan: Plan
  readonly world: World
  readonly hub: ControlHub
  readonly guardian: Guardian
  /** What runs in a node process, by libp2p release and by module. */
  readonly programOf: ProgramOf
  readonly logPath: (node: string) => string
  readonly log: (event: EventBody) => void
  /** Is called when a node says what its protocol does not have. */
  readonly onBreach: (reason: string) => void
  readonly deadlines: Deadlines
  /** Whether more entries may come than the plan has. */
  readonly isOpen: boolean
}

export class Network {
  readonly nodes: readonly NodeProcess[]
  readonly #options: NetworkOptions
  readonly #byName: ReadonlyMap<string, NodeProcess>
  readonly #matchers: LineMatcher[] = []
  readonly #ends: Turns | null
  readonly #firstUp: ReadonlyMap<string, PromiseWithResolvers<void>>

  constructor(options: NetworkOptions) {
    this.#options = options
    this.#ends = options.world.clock.kind === 'virtual' ? new Turns() : null
    this.#firstUp = new Map(options.plan.nodes.map(({ name }) => [name, Promise.withResolvers<void>()]))
    this.nodes = options.plan.nodes.map((node) => this.#process(node))
    this.#byName = new Map(this.nodes.map((node) => [node.name, node]))
  }

  readonly node = (name: string): NodeHandle => this.process(name)

  /** Prepares for one more entry of a timeline that grows while it is played. */
  add(entry: EntryPlan): void {
    for (const matcher of this.#matchers) matcher.lookFor(entry)
  }

  /** What nodes used of the machine, as far as it is known; complete when they have ended. */
  resources(): Resources {
    return Object.fromEntries(
      this.nodes.flatMap(({ name, usages }) => {
        const used = sumOfUsage(usages)
        return used === null ? [] : [[name, used] as const]
      }),
    )
  }

  /** The processes that nodes run in now. */
  pids(): readonly number[] {
    return this.nodes.flatMap(({ pid }) => (pid === null ? [] : [pid]))
  }

  process(name: string): NodeProcess {
    const node = this.#byName.get(name)
    if (node === undefined) throw new BugError(`the plan names a node "${name}" that it does not have`)
    return node
  }

  #process(node: NodePlan): NodeProcess {
    const { world, hub, guardian, logPath, log, onBreach, deadlines } = this.#options
    const matcher = new LineMatcher(this.#options, node.name)
    this.#matchers.push(matcher)
    return new NodeProcess({
      name: node.name,
      peerId: node.peerId,
      libp2p: node.libp2p,
      program: this.#programOf(node),
      carrier: world.carrier,
      clock: world.clock,
      logPath: logPath(node.name),
      hub,
      guardian,
      ends: this.#ends,
      configure: () => this.#configure(node),
      log: (event) => {
        if (event.kind === 'node-ready') world.fabric.isUp(onFabric(node), event.addresses)
        log(event)
        if (event.kind === 'node-ready') {
          this.#firstUp.get(node.name)?.resolve()
          this.#introduceOthersTo(node)
        }
        if (event.kind === 'node-ready' || event.kind === 'addresses') this.#introduce(node.name)
      },
      onLine: matcher.line,
      reportsOutput: reportsOutput(this.#options, node.name),
      onBreach,
      deadlines,
    })
  }

  /**
   * In real time a relay needs a moment to come up, and js-libp2p asks a relay that is not there once and never again:
   * what a slow machine does to the start must not decide the run.
   */
  async #relayAddress(relay: NodePlan): Promise<string> {
    const { clock, fabric } = this.#options.world
    if (relay.kind === 'command') return this.#commandAddress(relay)
    if (clock.kind === 'real' && relay.startAt !== null) await this.#firstUp.get(relay.name)?.promise
    return fabric.addressOf(onFabric(relay))
  }

  async #relayAddresses(names: readonly string[]): Promise<readonly string[]> {
    const relays = this.#options.plan.nodes.filter(({ name }) => names.includes(name))
    return Promise.all(relays.map((relay) => this.#relayAddress(relay)))
  }

  /** What a program says of its address is only known when it is up. */
  async #commandAddress(relay: NodePlan): Promise<string> {
    if (relay.startAt !== null) await this.#firstUp.get(relay.name)?.promise
    const [address] = this.node(relay.name).addresses
    if (address !== undefined) return address
    throw new Error(
      `it needs the multiaddr of ${relay.name}, which ${relay.startAt === null ? 'waits to be started' : 'has none: give it `multiaddr` or `findMultiaddr`'}`,
    )
  }

  /** Tells everybody who wants to be connected to the node where it can be found now. */
  #introduce(name: string): void {
    const { addresses, peerId } = this.node(name)
    for (const other of this.#options.plan.nodes) {
      if (contactsOf(other).includes(name)) this.#byName.get(other.name)?.introduce(peerId, addresses)
    }
  }

  #introduceOthersTo(node: NodePlan): void {
    for (const other of contactsOf(node)) {
      const { addresses, peerId } = this.node(other)
      if (addresses.length > 0) this.#byName.get(node.name)?.introduce(peerId, addresses)
    }
  }

  async #configure(node: NodePlan): Promise<Configure> {
    const { plan, world } = this.#options
    const proberOf = (name: string) => identityOf(plan.seed, `${name}/prober`)
    return {
      type: 'configure',
      config: await this.#configOf(node),
      names: Object.fromEntries(plan.nodes.map(({ name, peerId }) => [peerId, name])),
      epoch: world.epoch,
      reportOutput: reportsOutput(this.#options, node.name),
      probers: plan.nodes.map(({ name }) => proberOf(name).peerId),
      proberIdentity: proberOf(node.name).identitySeedHex,
    }
  }

  #programOf(node: NodePlan): NodeProgram {
    if (node.kind === 'command') return commandProgram(this.#commandOf(node))
    const module = node.kind === 'module' ? node.module : null
    return agentProgram((libp2p) => this.#options.programOf(libp2p, module), module)
  }

  #commandOf(node: Extract<NodePlan, { kind: 'command' }>): CommandOptions {
    const { plan, world } = this.#options
    const { identitySeedHex: identity } = identityOf(plan.seed, node.name)
    return {
      ...node,
      values: async (placeholder) => {
        switch (placeholder.name) {
          case 'name':
            return node.name
          case 'port':
            return String(await world.fabric.portOf(onFabric(node)))
          case 'seed':
            return String(plan.seed)
          case 'identity':
            return identity
          case 'peerId':
            return node.peerId
          case 'relay':
            return this.#relayAddress(this.#plan(placeholder.node))
        }
      },
    }
  }

  #plan(name: string): NodePlan {
    const node = this.#options.plan.nodes.find((one) => one.name === name)
    if (node === undefined) throw new BugError(`the plan names a node "${name}" that it does not have`)
    return node
  }

  async #meetingsOf({ rendezvous }: PeerPlan): Promise<PeerConfig['rendezvous']> {
    if (rendezvous === 'off') return []
    const { at, ...rest } = rendezvous
    const points = this.#options.plan.nodes.filter(({ name }) => at.includes(name))
    return Promise.all(points.map(async (point) => ({ point: await this.#relayAddress(point), ...rest })))
  }

  async #configOf(node: NodePlan): Promise<NodeConfig> {
    const { plan, world } = this.#options
    const { fabric } = world
    const { identitySeedHex: identity } = identityOf(plan.seed, node.name)
    const listen = () => fabric.listenOn(onFabric(node))
    const { inbound } = fabric
    switch (node.kind) {
      case 'boot-node':
        return {
          kind: 'boot-node',
          identity,
          listen: await listen(),
          inbound,
          profile: node.profile,
          libp2pOptions: node.libp2pOptions,
          relay: node.relay,
          refusal: null,
          autonat: node.autonat,
          services: servicesOf(node, fabric.kind),
          // Its operator has told it its address; without that it would have to wait for others to confirm it.
          announce: fabric.kind === 'virtual' ? [await fabric.addressOf(onFabric(node))] : [],
        }
      case 'peer': {
        return {
          kind: 'peer',
          identity,
          inbound,
          libp2pOptions: node.libp2pOptions,
          mappings: mappingsOf(node, plan.routers),
          autonat: node.autonat,
          dcutr: node.dcutr,
          discoverRelays: node.discoverRelays,
          recovery: node.recovery,
          relays: await this.#relayAddresses(node.relays),
          rendezvous: await this.#meetingsOf(node),
          // Last: in real time the node may be moved while it waits for its relays.
          listen: await listen(),
        }
      }
      case 'module':
        return {
          kind: 'module',
          name: node.name,
          file: path.basename(node.module),
          peerId: node.peerId,
          identity,
          inbound,
          announce:
            node.router === null && fabric.kind === 'virtual' ? [await fabric.addressOf(onFabric(node))] : [],
          relays: await this.#relayAddresses(node.relays),
          connect: node.connect.map((name) => {
            const { peerId, addresses } = this.node(name)
            return { name, peerId, addresses }
          }),
          arguments: node.with,
          listen: await listen(),
        }
      case 'command':
        return { kind: 'command', name: node.name, peerId: node.peerId, identity, listen: await listen() }
    }
  }
}

function onFabric(node: NodePlan): FabricNode {
  const { name, peerId } = node
  const listens = node.kind !== 'peer' || node.listen
  return { name, peerId, listens, isManual: node.startAt === null }
}

/** The nodes of which it is told where they can be found. */
function contactsOf(node: NodePlan): readonly string[] {
  return 'connect' in node ? node.connect : []
}

type PeerPlan = Extract<NodePlan, { kind: 'peer' }>

/** Inside the virtual network a node has all of its addresses to itself; on this machine it has 127.0.0.1. */
function servicesOf(
  { rendezvous, kad, metrics }: Extract<NodePlan, { kind: 'boot-node' }>,
  fabric: Plan['fabric'],
): BootNodeConfig['services'] {
  const usual = fabric === 'virtual' ? { host: '0.0.0.0', port: 9090 } : { host: '127.0.0.1', port: 0 }
  return {
    rendezvous: rendezvous === 'off' ? null : rendezvous,
    kad: kad === 'off' ? null : kad.protocol,
    metrics: metrics === 'off' ? null : { host: usual.host, port: metrics.port ?? usual.port },
  }
}

/** What UPnP would tell a node that believes its port to be forwarded, truly or not. */
function mappingsOf(node: PeerPlan, routers: Plan['routers']): readonly PortMapping[] {
  const [address] = node.addresses
  const home = routers.find(({ name }) => name === node.router)
  const forward = home?.ports.find(({ to, port }) => to === node.name && port === node.port)
  if (address === undefined || home === undefined || (forward === undefined && !node.mapped)) return []
  const [external] = home.addresses
  if (external === undefined) return []
  return [
    {
      internal: { address, port: node.port },
      external: { address: external, port: forward?.external ?? node.port },
    },
  ]
}

/** What comes through a pipe has no place in virtual time, so what is looked at has to come as messages. */
function reportsOutput({ plan, isOpen }: NetworkOptions, node: string): boolean {
  return (
    plan.clock === 'virtual' && (isOpen || plan.timeline.some((entry) => patternFor(entry, node) !== null))
  )
}

/** The pattern of the lines of this node that an entry counts; null: it counts none. */
function patternFor(entry: EntryPlan, node: string): string | null {
  if (entry.type === 'fault') return null
  const { kind, params } = entry.expectation
  const lines = expectationOf(kind).printedLines(params)
  return lines?.nodes.includes(node) ? lines.pattern : null
}

/** Matches the lines that a node prints with the patterns of expectations. */
class LineMatcher {
  readonly #node: string
  readonly #log: (event: EventBody) => void
  readonly #wanted: { readonly entry: string; readonly pattern: RegExp }[] = []
  /** Kept for expectations that are yet to come. */
  readonly #lines: string[] | null

  constructor({ plan, log, isOpen }: NetworkOptions, node: string) {
    this.#node = node
    this.#log = log
    this.#lines = isOpen ? [] : null
    for (const entry of plan.timeline) this.lookFor(entry)
  }

  lookFor(entry: EntryPlan): void {
    const pattern = patternFor(entry, this.#node)
    if (pattern === null) return
    const wanted = { entry: entry.id, pattern: new RegExp(pattern) }
    for (const line of this.#lines ?? []) this.#match(wanted, line)
    this.#wanted.push(wanted)
  }

  readonly line = (line: string): void => {
    this.#lines?.push(line)
    for (const wanted of this.#wanted) this.#match(wanted, line)
  }

  #match({ entry, pattern }: { readonly entry: string; readonly pattern: RegExp }, line: string): void {
    if (pattern.test(line))
      this.#log({ kind: 'log-matched', entry, node: this.#node, line: line.slice(0, 500) })
  }
}
