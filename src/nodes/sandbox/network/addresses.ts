/** The node's own addresses, for os.networkInterfaces(), os.hostname() and the loopback. */

import net from 'node:net'
import os from 'node:os'
import { isLoopback } from '../../../base/multiaddr-text.ts'
import { replace } from '../replace.ts'

export class Addresses {
  #own: readonly string[]

  constructor(own: readonly string[]) {
    this.#own = own
  }

  set(own: readonly string[]): void {
    this.#own = own
  }

  /** Returns true for an address of the node itself: packets to it use no network. */
  loopback(address: string): boolean {
    return isLoopback(address) || this.#own.includes(address)
  }

  /** Returns true for an address on which a server of the node may listen. */
  bindable(address: string): boolean {
    return isWildcard(address) || this.loopback(address)
  }

  /** The address from which packets to another machine leave; undefined: there is none of that family. */
  sourceFor(address: string): string | undefined {
    if (this.#own.includes(address)) return address
    return this.#own.find((own) => own.includes(':') === address.includes(':'))
  }

  interfaces(): ReturnType<typeof os.networkInterfaces> {
    return {
      lo: [describe('127.0.0.1', true), describe('::1', true)],
      eth0: this.#own.map((address) => describe(address, false)),
    }
  }
}

export function installAddresses(
  present: () => { readonly addresses: Addresses; readonly hostname: string },
): void {
  replace(os, 'networkInterfaces', () => present().addresses.interfaces())
  replace(os, 'hostname', () => present().hostname)
}

export function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

function describe(address: string, internal: boolean): os.NetworkInterfaceInfo {
  const mac = internal ? '00:00:00:00:00:00' : '02:00:00:00:00:01'
  if (net.isIPv6(address)) {
    const [netmask, length] = internal
      ? ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 128]
      : ['ffff:ffff:ffff:ffff::', 64]
    return { address, netmask, family: 'IPv6', mac, internal, cidr: `${address}/${length}`, scopeid: 0 }
  }
  const [netmask, length] = internal ? ['255.0.0.0', 8] : ['255.255.255.0', 24]
  return { address, netmask, family: 'IPv4', mac, internal, cidr: `${address}/${length}` }
}
