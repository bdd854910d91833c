/** The node to which a multiaddr must belong. */
export interface OwnMultiaddr {
  readonly node: string
  readonly peerId: string
  /** IP addresses of its machine; none: it is on 127.0.0.1. */
  readonly addresses: readonly string[]
}

/**
 * Returns a function that gives a multiaddr as the node advertises it: with the node's peer id, which it adds where it is
 * missing, and with its own IP address for 0.0.0.0 or ::. The function throws an error with a sentence for the user.
 */
export async function multiaddrChecker({
  node,
  peerId,
  addresses,
}: OwnMultiaddr): Promise<(address: string) => string> {
  // Loaded late: only runs with commands need it.
  const { multiaddr } = await import('@multiformats/multiaddr')
  const ips = addresses.length === 0 ? ['127.0.0.1', '::1'] : addresses
  const specific = (address: string) =>
    address
      .replace(/^\/ip4\/0\.0\.0\.0(?=\/)/, (all) => withIp(ips.find((ip) => !ip.includes(':'))) ?? all)
      .replace(/^\/ip6\/::(?=\/)/, (all) => withIp(ips.find((ip) => ip.includes(':'))) ?? all)
  return (printed) => {
    const address = specific(printed)
    let parts: readonly { readonly name: string; readonly value?: string | undefined }[]
    try {
      parts = multiaddr(address).getComponents()
    } catch {
      throw new Error(`"${address}" is not a multiaddr, such as /ip4/127.0.0.1/tcp/4001`)
    }
    const last = parts.at(-1)
    if (last === undefined)
      throw new Error('an empty text is not a multiaddr, such as /ip4/127.0.0.1/tcp/4001')
    if (last.name !== 'p2p') return `${address}/p2p/${peerId}`
    if (last.value === peerId) return address
    throw new Error(
      `the multiaddr ${address} belongs to another peer: others know ${node} as ${peerId}. Start it with the key of \`\${identity}\` or \`\${keyFile}\`, or write \`peerId: ${last.value}\``,
    )
  }
}

function withIp(ip: string | undefined): string | undefined {
  return ip === undefined ? undefined : `/${ip.includes(':') ? 'ip6' : 'ip4'}/${ip}`
}
