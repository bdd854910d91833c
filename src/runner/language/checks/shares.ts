/** Checks shares against the number of nodes that they divide. */
import type { Diagnostic, Span } from '../../../base/errors.ts'
import { problem, warning } from '../diagnostics/diagnose.ts'
import { spanOfKey } from '../text/locate.ts'
import { namesOf } from '../topology/layout.ts'
import { linkSchema } from '../topology/link-schema.ts'
import { resolveParams } from '../topology/resolve-params.ts'
import type { Topology } from '../topology/topology.ts'
import { endsOf } from '../values/ends.ts'
import { plural } from '../values/plural.ts'
import { countsOf, type NodeShare } from '../values/shares.ts'

export function checkShares(topology: Topology): readonly Diagnostic[] {
  return [...ofNodes(topology), ...ofClasses(topology)]
}

function ofNodes({ text, nodes }: Topology): readonly Diagnostic[] {
  return nodes.flatMap(({ name, names, keys, source }) => {
    if (keys === null) return []
    const nats = keys.nat !== null && 'shares' in keys.nat ? keys.nat.shares : []
    // One router for all nodes is one share.
    const routers = keys.behind !== null && keys.behind.length > 1 ? keys.behind : []
    const given = [
      { key: 'nat', shares: nats, advice: 'one NAT: nat: symmetric' },
      { key: 'behind', shares: routers, advice: `one router: behind: ${routers[0]?.of}` },
    ]
    return given.flatMap(({ key, shares, advice }) => {
      if (shares.length === 0) return []
      const span = spanOfKey(text, source, [key])
      if (names.length > 1) return emptyShares(shares, names.length, span)
      const message = `\`${name}\` is one node, which shares cannot divide`
      return [problem('conflicting-keys', span, message, `add \`count\`, or give it ${advice}`)]
    })
  })
}

function ofClasses(topology: Topology): readonly Diagnostic[] {
  const used = topology.links.filter(({ keys }) => keys?.classes)
  if (used.length === 0) return []
  const names = namesOf(topology)
  return used.flatMap(({ keys, source }) => {
    if (keys === null) return []
    const { from } = endsOf(resolveParams(keys, linkSchema, names))
    const shares = Object.entries(keys.classes ?? {}).map(([of, { share }]) => ({ of, share }))
    // A name without a match is a mistake of its own.
    return from.length === 0
      ? []
      : emptyShares(shares, from.length, spanOfKey(topology.text, source, ['classes']))
  })
}

function emptyShares(shares: readonly NodeShare[], total: number, span: Span): readonly Diagnostic[] {
  const counts = countsOf(shares, total)
  return shares
    .filter((_, index) => counts[index] === 0)
    .map(({ of, share }) => {
      const asked = `${Number((share * 100).toPrecision(6))}% of ${plural(total, 'node')}`
      const message =
        share === 0 ? `\`${of}\` is the share of no node` : `\`${of}\` gets no node: it is ${asked}`
      return warning('empty-share', span, message, 'raise the share or the number of nodes, or leave it out')
    })
}
