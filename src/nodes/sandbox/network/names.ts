/** node:dns without a network: IP addresses and localhost resolve to themselves, nothing else resolves. */
import dns from 'node:dns'
import net from 'node:net'
import { replace } from '../replace.ts'
import { noNameService } from './errors.ts'

interface Options {
  all?: boolean
  family?: number | string
}

type Answer = (error: Error | null, address?: unknown, family?: number) => void

/** Returns the IP address of a host name inside the node; undefined: it has none. */
function resolveHost(host: string, family?: number | string): string | undefined {
  if (net.isIP(host) !== 0) return host
  if (host === 'localhost' || host.endsWith('.localhost')) return Number(family) === 6 ? '::1' : '127.0.0.1'
  return undefined
}

export function installNames(): void {
  const lookup = (host: string, second: unknown, third?: unknown) => {
    const answer = (typeof second === 'function' ? second : third) as Answer
    const options = optionsOf(second)
    const address = resolveHost(host, options.family)
    process.nextTick(() => {
      if (address === undefined) answer(noNameService(host))
      else if (options.all) answer(null, [{ address, family: net.isIP(address) }])
      else answer(null, address, net.isIP(address))
    })
  }
  const lookupPromise = async (host: string, given?: unknown) => {
    const options = optionsOf(given)
    const address = resolveHost(host, options.family)
    if (address === undefined) throw noNameService(host)
    const found = { address, family: net.isIP(address) }
    return options.all ? [found] : found
  }
  replace(dns, 'lookup', lookup)
  replace(dns.promises, 'lookup', lookupPromise)
  for (const target of [dns, dns.Resolver.prototype]) {
    replaceQueries(target, (name) => (host: string, ...rest: unknown[]) => {
      const answer = rest.at(-1) as Answer
      process.nextTick(() => answer(noNameService(host, name)))
    })
  }
  for (const target of [dns.promises, dns.promises.Resolver.prototype]) {
    replaceQueries(target, (name) => async (host: string) => {
      throw noNameService(host, name)
    })
  }
}

function replaceQueries(target: object, make: (name: string) => unknown): void {
  for (const name of Object.getOwnPropertyNames(target)) {
    if (/^(resolve|reverse|lookupService)/.test(name)) replace(target, name, make(name))
  }
}

function optionsOf(value: unknown): Options {
  if (typeof value === 'number') return { family: value }
  return typeof value === 'object' && value !== null ? value : {}
}
