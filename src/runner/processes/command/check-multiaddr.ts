/** Whether what a program says of its address can be believed. */
export interface OwnMultiaddr {
  readonly node: string
  readonly peerId: string
}

/**
 * Multiaddrs as they are advertised: with the node's peer id, which is added where it is missing. What they give
 * throws an error with a sentence for the user.
 */
export async function multiaddrChecker({ node, peerId }: OwnMultiaddr): Promise<(address: string) => string> {
  // Only runs with commands need it.
  const { multiaddr } = await import('@multiformats/multiaddr')
  return (address) => {
    let parts: readonly { readonly name: string; readonly value?: string | undefined }[]
    try {
      parts = multiaddr(address).getComponents()
    } catch {
      throw new Error(`"${address}" is no multiaddr, such as /ip4/127.0.0.1/tcp/4001`)
    }
    const last = parts.at(-1)
    if (last === undefined) throw new Error('an empty text is no multiaddr, such as /ip4/127.0.0.1/tcp/4001')
    if (last.name !== 'p2p') return `${address}/p2p/${peerId}`
    if (last.value === peerId) return address
    throw new Error(
      `the multiaddr ${address} is that of another peer: others know ${node} as ${peerId}. Start it with the identity \`\${identity}\`, or write \`peerId: ${last.value}\``,
    )
  }
}
