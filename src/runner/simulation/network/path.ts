/** The path from one host to another as it is now, for a network other than the kernel's that behaves in the same way. */
import type { NetworkParts } from './faults/network-parts.ts'
import type { Host } from './kernel/state.ts'
import type { AddressSpace, Attachment } from './routes/address-space.ts'
import type { LinkQuality } from './routes/link-rule.ts'

export interface NetworkPath {
  readonly quality: LinkQuality
  /** Identifies the line that has the bandwidth: everything on one line shares it. Null: the path has its own. */
  readonly line: object | null
  /** The effect of a cut on packets; null: no cut. */
  readonly barrier: 'drop' | 'refuse' | null
  /** The receiver's addresses as the sender sees them: its own, or those of the NAT in front of it. */
  readonly seenAs: readonly string[]
}

export function pathBetween({ routes }: NetworkParts, from: Host, to: Host): NetworkPath {
  const [sender, receiver] = [routes.attachment(from), routes.attachment(to)]
  const { quality, queue } = routes.links.resolve(sender, receiver)
  const barrier = routes.links.barrier(sender, receiver)
  return {
    quality,
    line: queue,
    barrier: barrier === null ? null : barrier.answers ? 'refuse' : 'drop',
    seenAs: seenAs(sender, receiver),
  }
}

function seenAs(sender: Attachment, receiver: Attachment): readonly string[] {
  const visible = new Set<AddressSpace>()
  for (let space: AddressSpace | null = sender.space; space !== null; space = space.router?.outside ?? null) {
    visible.add(space)
  }
  let { addresses } = receiver.host
  for (let { space } = receiver; !visible.has(space) && space.router !== null; space = space.router.outside) {
    addresses = space.router.config.addresses
  }
  return addresses
}
