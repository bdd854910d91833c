/** The options of a host that decide how it dials: a probe's host has the same ones. */
import type { Libp2pOptions } from 'libp2p'

const names = [
  'transports',
  'connectionEncrypters',
  'streamMuxers',
  'connectionGater',
  'connectionManager',
  'connectionProtector',
  'dns',
] as const

export type DialOptions = Pick<Libp2pOptions, (typeof names)[number]>

/** Options of a host of any release. libp2p 1 has an older name for the encrypters. */
export type HostOptions = Omit<Libp2pOptions, 'services'> & {
  readonly connectionEncryption?: Libp2pOptions['connectionEncrypters']
}

export function dialOptionsOf(options: HostOptions): DialOptions {
  const { connectionEncryption, connectionEncrypters = connectionEncryption } = options
  const given: HostOptions = {
    ...options,
    ...(connectionEncrypters !== undefined && { connectionEncrypters }),
  }
  return Object.fromEntries(names.filter((name) => given[name] != null).map((name) => [name, given[name]]))
}
