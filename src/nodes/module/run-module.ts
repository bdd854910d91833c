/** A node of the user's own code: loads the module, lets it create its host, and reports mistakes in both. */
import { flushCompileCache } from 'node:module'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as circuitRelay from '@libp2p/circuit-relay-v2'
import type { Libp2p } from '@libp2p/interface'
import * as libp2p from 'libp2p'
import type { Sample } from '../../protocol/messages.ts'
import type { ModuleConfig } from '../../protocol/module-config.ts'
import type { ModuleProgram } from '../../protocol/module-program.ts'
import { type DialOptions, dialOptionsOf } from '../host/dial-options.ts'
import type { Observe } from '../host/observe.ts'
import { mayChangeAddresses, observeHost } from '../host/observe-host.ts'
import { privateKeyOf } from '../host/options.ts'
import { observeKademlia } from '../kad/observe-kad.ts'
import { observeNat } from '../peer/address-manager.ts'
import { observeReservations, type RelayClient } from '../peer/observe-reservations.ts'
import { topoControl } from '../sandbox/control.ts'
import { installAddOns } from './add-ons/install-add-ons.ts'
import { Contacts } from './contacts.ts'
import type { ModuleContext } from './context.ts'
import { bookOf, optionsOf } from './created-hosts.ts'
import { explainLoad } from './explain-load.ts'
import { hostSamples } from './host-metrics.ts'
import { observeRelay } from './observe-relay.ts'
import { observeRendezvous } from './observe-rendezvous.ts'

interface Module {
  readonly host: Libp2p
  readonly dialOptions: DialOptions | null
  readMetric(name: string): Promise<readonly Sample[] | null>
  introduce(peerId: string, addresses: readonly string[]): void
  stop(): Promise<void>
}

type CreateNode = (context: ModuleContext) => unknown

/** Resolves when the host has started, by the module or by the agent. */
export async function runModule(
  config: ModuleConfig,
  program: ModuleProgram,
  observe: Observe,
): Promise<Module> {
  const { file } = config
  const { release } = program
  const control = topoControl()
  if (control !== undefined) installAddOns({ control, allowed: config.allowNative })
  const createNode = await load(file, program)
  const contacts = new Contacts(config.connect)
  const context = contextOf(config, contacts)
  const created = await attempt(`createNode of ${file} failed`, release.id, async () => createNode(context))
  const own = checkHost(created, context, file)
  let look = () => {}
  const tell: Observe = (event) => {
    observe(event)
    if (mayChangeAddresses(event)) look()
  }
  for (const client of relayClientsOf(own)) observeReservations(agentRelayClient(client), tell)
  look = observeHost(own, observe)
  observeRelay(own, observe)
  observeKademlia(own, observe)
  observeRendezvous(own, observe)
  observeAutoNat(own, tell)
  if (own.status !== 'started') {
    await attempt(`the host of ${file} did not start`, release.id, async () => own.start())
  }
  const options = optionsOf(own)
  return {
    host: agentHost(own),
    dialOptions: options === null ? null : dialOptionsOf(options),
    readMetric: (name) => hostSamples(own, bookOf(own), name),
    introduce: (peerId, addresses) => contacts.introduce(peerId, addresses),
    stop: async () => own.stop(),
  }
}

async function load(file: string, program: ModuleProgram): Promise<CreateNode> {
  const { href } = pathToFileURL(program.file)
  const loaded = await attempt<object>(`loading ${file} failed`, program.release.id, () => import(href))
  flushCompileCache()
  const exported: ReadonlyMap<string, unknown> = new Map(Object.entries(loaded))
  const createNode = exported.get('createNode')
  if (typeof createNode === 'function') return createNode as CreateNode
  if (createNode !== undefined) {
    throw new Error(`createNode of ${file} is no function, but ${kindOf(createNode)}`)
  }
  const others = exported.size === 0 ? 'nothing' : [...exported.keys()].join(', ')
  throw new Error(
    `${file} does not export createNode (it exports ${others}): write \`export async function createNode(context) { … }\``,
  )
}

function contextOf(config: ModuleConfig, contacts: Contacts): ModuleContext {
  const { name, identity, listen, announce, relays, inbound } = config
  const privateKey = privateKeyOf(identity)
  return {
    name,
    peerId: config.peerId,
    privateKey,
    identity: Buffer.from(identity, 'hex'),
    listen,
    announce,
    relays,
    connect: contacts.all,
    onContact: (listener) => contacts.onContact(listener),
    inbound,
    arguments: config.arguments,
    log: (...words) => console.log(...words),
  }
}

const members = ['start', 'stop', 'getMultiaddrs', 'getConnections', 'addEventListener', 'handle'] as const

function checkHost(created: unknown, { peerId }: ModuleContext, file: string): Libp2p {
  if (!isHost(created)) {
    throw new Error(
      `createNode of ${file} returned ${kindOf(created)}, not a libp2p host: end it with \`return createLibp2p({ … })\``,
    )
  }
  const own = created.peerId.toString()
  if (own === peerId) return created
  throw new Error(
    `the host of ${file} has the peer id ${own}, but others know the node as ${peerId}: pass \`privateKey: context.privateKey\` to createLibp2p (libp2p 1 wants a \`peerId\`: docs/own-nodes.md)`,
  )
}

function isHost(created: unknown): created is Libp2p {
  if (typeof created !== 'object' || created === null || !('peerId' in created)) return false
  return members.every((member) => typeof Reflect.get(created, member) === 'function')
}

/** Other services than AutoNAT do not confirm addresses. */
function observeAutoNat(host: Libp2p, observe: Observe): void {
  const { components } = host as unknown as { readonly components?: { readonly addressManager?: unknown } }
  if (components?.addressManager !== undefined) observeNat(components, observe)
}

/** Returns the circuit relay transports of a host, by their reservation store. */
function relayClientsOf(host: Libp2p): readonly RelayClient[] {
  const { components } = host as unknown as {
    readonly components?: { readonly transportManager?: { getTransports?(): readonly object[] } }
  }
  const transports = components?.transportManager?.getTransports?.() ?? []
  return transports.filter((transport): transport is RelayClient & object => 'reservationStore' in transport)
}

/** Adapts a host that the agent's own `createLibp2p` did not make. Only adapters of older releases have `adaptHost`. */
function agentHost(host: Libp2p): Libp2p {
  const { adaptHost } = libp2p as { readonly adaptHost?: (host: Libp2p) => Libp2p }
  return adaptHost === undefined ? host : adaptHost(host)
}

/** A circuit relay transport whose reservations are observed. */
function agentRelayClient(client: RelayClient): RelayClient {
  const { adaptRelayClient } = circuitRelay as { readonly adaptRelayClient?: (client: RelayClient) => void }
  adaptRelayClient?.(client)
  return client
}

/** The folder of topo's own program. */
const programFolder = path.dirname(fileURLToPath(import.meta.url))

/** Prints an error of the user's code with its stack, and reports it with its place and with what to do. */
async function attempt<T>(what: string, release: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    console.error(error)
    const { message, place, hint } = explainLoad(error, { release, own: programFolder })
    const [at, advice] = [place === null ? '' : ` (at ${place})`, hint === null ? '' : `: ${hint}`]
    throw new Error(`${what}: ${message}${at}${advice}`, { cause: error })
  }
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}
