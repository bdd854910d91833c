import type { NameRecords } from '../../../protocol/names.ts'
import type { Tap } from './kernel/tap.ts'
import type { LinkRule } from './routes/link-rule.ts'
import type { RouterConfig } from './routes/router-config.ts'

/** Resolved configuration of the virtual network. Times in milliseconds, sizes in bytes. */
export interface SwitchConfig {
  readonly seed: number
  readonly hosts: readonly HostConfig[]
  readonly routers: readonly RouterConfig[]
  readonly links: readonly LinkRule[]
  /** The names that the name server knows; default none. */
  readonly names?: readonly NameRecords[]
  /** Most bytes of one direction of a connection that its receiver has not consumed yet; default `receiveWindow`. */
  readonly window?: number
  /** Sees every packet; default none. */
  readonly tap?: Tap | null
}

export interface HostConfig {
  readonly name: string
  /** At most one IPv4 and one IPv6 address; see `assignAddresses`. */
  readonly addresses: readonly string[]
  /** The router that the host is behind; null: on the public internet. */
  readonly router: string | null
  /** Tells apart the hosts of one process: the `node` of its frames; 0 when absent. */
  readonly node?: number
}
