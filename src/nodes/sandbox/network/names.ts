/**
 * node:dns over the virtual network: the name server knows the names of the topology. Node's functions stay, with their
 * checks and errors; only what they ask of getaddrinfo(3) and of c-ares is answered here.
 */
import dns from 'node:dns'
import net from 'node:net'
import { nameServer, recordLifetime } from '../../../protocol/names.ts'
import { keepContext } from '../contexts.ts'
import { disguise, replace } from '../replace.ts'
import type { Addresses } from './addresses.ts'
import type { NameQueries, Waits } from './name-queries.ts'

/** A request of Node, which waits for its end. */
interface LookupRequest {
  oncomplete(error: number | null, addresses?: readonly string[]): void
}

interface QueryRequest {
  oncomplete(error: string | null, records?: unknown, ttls?: readonly number[]): void
}

interface ResolverChannel {
  cancel(): void
}

interface Resolving {
  getaddrinfo(request: LookupRequest, host: string, family: number, hints: number, order: unknown): number
  getnameinfo(request: { oncomplete(error: number): void }, host: string, port: number): number
  readonly ChannelWrap: { readonly prototype: object }
}

interface ResolverOptions {
  readonly timeout?: number
  readonly tries?: number
}

/** libuv's numbers for the errors of getaddrinfo(3). */
const again = -3001
const noName = -3008

/** glibc waits 5 s for an answer, and asks twice. */
const waitsOfSystem: Waits = [5000, 5000]
/** c-ares waits 2 s at first, twice as long each further time, and asks four times. */
const firstWait = 2000
const usualTries = 4

/** Longest string of a TXT record. */
const longestString = 255

/** Returns the IP address of a host that needs no name server; undefined: it is a name. */
function resolveHost(host: string, family?: number | string): string | undefined {
  if (net.isIP(host) !== 0) return host
  if (host === 'localhost' || host.endsWith('.localhost')) return Number(family) === 6 ? '::1' : '127.0.0.1'
  return undefined
}

/** The name server and the addresses of the node whose code runs. */
export interface PresentNames {
  readonly names: NameQueries
  readonly addresses: Addresses
}

export function installNames(present: () => PresentNames): void {
  const cares = resolving()
  installLookup(cares, present)
  installResolvers(cares, present)
}

function installLookup(cares: Resolving, present: () => PresentNames): void {
  cares.getaddrinfo = (request, host, family, hints, order) => {
    const within = keepContext()
    const complete = (error: number | null, found?: readonly string[]) => {
      const end = () => request.oncomplete(error, found)
      if (within === undefined) end()
      else within(end)
    }
    const known = resolveHost(host, family)
    if (known !== undefined) {
      process.nextTick(complete, null, [known])
      return 0
    }
    const { names, addresses } = present()
    const types = family === 4 ? ['A'] : family === 6 ? ['AAAA'] : ['A', 'AAAA']
    const found = new Map<string, readonly string[]>()
    let isSure = true
    let missing = types.length
    for (const type of types) {
      names.ask(host, type, waitsOfSystem, (result) => {
        if (typeof result === 'string' || result.outcome === 'SERVFAIL') isSure = false
        else found.set(type, result.records)
        missing -= 1
        if (missing > 0) return
        const all = sorted(
          { ipv4: found.get('A') ?? [], ipv6: found.get('AAAA') ?? [], hints, order },
          addresses,
        )
        if (all.length > 0) complete(null, all)
        else complete(isSure ? noName : again)
      })
    }
    return 0
  }
  cares.getnameinfo = (request) => {
    process.nextTick(() => request.oncomplete(noName))
    return 0
  }
  // The promises' functions have their own references to the system.
  const { lookup, lookupService } = dns
  const lookupPromise = (host: string, given?: unknown) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    const isAll = typeof given === 'object' && given !== null && Reflect.get(given, 'all') === true
    lookup(host, given as dns.LookupOptions, (error, address, family) => {
      if (error !== null) reject(error)
      else resolve(isAll ? address : { address, family })
    })
    return promise
  }
  const servicePromise = (address: string, port: number) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    lookupService(address, port, (error, hostname, service) => {
      if (error !== null) reject(error)
      else resolve({ hostname, service })
    })
    return promise
  }
  replace(dns.promises, 'lookup', disguise(lookupPromise, dns.promises.lookup))
  replace(dns.promises, 'lookupService', disguise(servicePromise, dns.promises.lookupService))
}

interface Unsorted {
  readonly ipv4: readonly string[]
  readonly ipv6: readonly string[]
  readonly hints: number
  readonly order: unknown
}

/** The addresses as getaddrinfo(3) sorts them (RFC 6724): a family that the node does not have comes last. */
function sorted({ ipv4, ipv6, hints, order }: Unsorted, own: Addresses): readonly string[] {
  const hasIPv6 = own.sourceFor('::') !== undefined
  const usable = (hints & dns.ADDRCONFIG) !== 0 && !hasIPv6 ? [] : ipv6
  const isFirst = order === 2 || (order !== 1 && order !== false && hasIPv6)
  return isFirst ? [...usable, ...ipv4] : [...ipv4, ...usable]
}

function installResolvers(cares: Resolving, present: () => PresentNames): void {
  const pending = new WeakMap<object, Set<() => void>>()
  const waits = new WeakMap<object, Waits>()
  const prototype = cares.ChannelWrap.prototype
  const servers = new WeakMap<object, unknown>()

  const ask = (channel: object, request: QueryRequest, name: string, type: string) => {
    const within = keepContext()
    const complete = (...results: Parameters<QueryRequest['oncomplete']>) => {
      const end = () => request.oncomplete(...results)
      if (within === undefined) end()
      else within(end)
    }
    const open = pending.get(channel) ?? new Set()
    pending.set(channel, open)
    const giveUp = present().names.ask(name, type, waits.get(channel) ?? waitsOf({}), (result) => {
      open.delete(cancel)
      if (result === 'timeout') complete('ETIMEOUT')
      else if (result === 'refused') complete('ECONNREFUSED')
      else if (result.outcome !== 'NOERROR') complete(codes[result.outcome])
      else
        complete(
          null,
          shaped(type, result.records),
          result.records.map(() => recordLifetime),
        )
    })
    const cancel = () => {
      open.delete(cancel)
      giveUp()
      complete('ECANCELLED')
    }
    open.add(cancel)
    return 0
  }
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const type = /^query(\w+)$/.exec(name)?.[1]?.toUpperCase()
    if (type === undefined || type === 'ANY') continue
    replace(prototype, name, function (this: object, request: QueryRequest, host: string) {
      return ask(this, request, host, type)
    })
  }
  replace(prototype, 'queryAny', function (this: object, request: QueryRequest, host: string) {
    return askAny((type, each) => ask(this, { oncomplete: each }, host, type), request)
  })
  replace(prototype, 'getHostByAddr', function (this: object, request: QueryRequest, address: string) {
    return ask(this, request, address, 'PTR')
  })
  replace(prototype, 'cancel', function (this: ResolverChannel) {
    for (const cancel of [...(pending.get(this) ?? [])]) cancel()
  })
  replace(prototype, 'getServers', function (this: object) {
    return servers.get(this) ?? [[nameServer.address, nameServer.port]]
  })
  // All servers of the internet give the same answers.
  replace(prototype, 'setServers', function (this: object, given: readonly (readonly unknown[])[]) {
    servers.set(
      this,
      given.map(([, address, port]) => [address, port]),
    )
    return 0
  })
  for (const target of [dns, dns.promises]) {
    const { Resolver } = target
    const stand = new Proxy(Resolver, {
      construct: (own, args, newTarget) => {
        const resolver = Reflect.construct(own, args, newTarget) as { readonly _handle: object }
        const options = args[0] as ResolverOptions | undefined
        waits.set(resolver._handle, waitsOf(options ?? {}))
        return resolver
      },
    })
    replace(target, 'Resolver', stand)
  }
}

const codes = { NODATA: 'ENODATA', NXDOMAIN: 'ENOTFOUND', SERVFAIL: 'ESERVFAIL' } as const

/** Asks for each kind of records that the network has, and joins the answers. */
function askAny(
  ask: (type: string, done: QueryRequest['oncomplete']) => void,
  request: QueryRequest,
): number {
  const all: object[] = []
  let failure: string | null = 'ENODATA'
  let missing = 3
  for (const type of ['A', 'AAAA', 'TXT']) {
    ask(type, (error, records) => {
      if (error === null) {
        failure = null
        for (const record of records as readonly (string | readonly string[])[])
          all.push(
            typeof record === 'string'
              ? { type, address: record, ttl: recordLifetime }
              : { type, entries: record },
          )
      } else if (failure !== null && error !== 'ENODATA') failure = error
      missing -= 1
      if (missing > 0) return
      if (failure === null) request.oncomplete(null, all)
      else request.oncomplete(failure)
    })
  }
  return 0
}

/** Records as c-ares gives them: the strings of a TXT record are a list. */
function shaped(type: string, records: readonly string[]): unknown {
  if (type !== 'TXT') return records
  return records.map((text) => {
    const strings: string[] = []
    for (let at = 0; at < text.length; at += longestString) strings.push(text.slice(at, at + longestString))
    return strings
  })
}

function waitsOf({ timeout = -1, tries = usualTries }: ResolverOptions): Waits {
  const first = timeout > 0 ? timeout : firstWait
  return Array.from({ length: tries }, (_, round) => first * 2 ** round)
}

/** The layer of Node below node:dns. It has no public name. */
function resolving(): Resolving {
  const inner = process as unknown as { binding(name: string): unknown; noDeprecation: boolean | undefined }
  const { noDeprecation } = inner
  inner.noDeprecation = true
  try {
    return inner.binding('cares_wrap') as Resolving
  } finally {
    inner.noDeprecation = noDeprecation
  }
}
