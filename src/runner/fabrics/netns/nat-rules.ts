/**
 * A NAT of RFC 4787 as rules of nftables. Masquerading alone maps endpoint-independently and filters by address and
 * port, as long as no unsolicited packet makes an entry of its own: those are dropped in `input`. So are packets of
 * connections that it has forgotten (`invalid`), or the router itself would reset them. With random ports it maps
 * by address and port. Weaker filtering needs a map from external to internal endpoints, which outgoing packets fill.
 */
import type { NatBehaviour } from '../../simulation/network/routes/nat-behaviour.ts'
import { sysctl } from './commands.ts'
import { type LabRouter, wan } from './lab-layout.ts'

type NatRouter = Pick<LabRouter, 'addresses' | 'nat' | 'ports' | 'inside'>

const protocols = ['tcp', 'udp'] as const

export function natRules({ addresses, nat, ports, inside }: NatRouter): string {
  const outside = addresses.find((address) => !address.includes(':')) ?? ''
  if (nat === null) return 'flush ruleset'
  const { filtering, hairpinning } = nat
  // Without hairpinning only packets from outside are for machines on the inside.
  const arrives = `${hairpinning ? '' : `iifname "${wan}" `}ip daddr ${outside}`
  const forwards = ports.flatMap(({ external, to, port }) => {
    const address = inside.get(to)
    return address === undefined ? [] : [{ external, internal: `${address}:${port}` }]
  })
  const { remote, sender } = permitsOf(nat)
  const permitted = sender === null ? '' : ` meta l4proto . th dport . ${sender} @permits`
  const admits = protocols.map(
    (protocol) =>
      `${arrives} meta l4proto ${protocol}${permitted} dnat ip to ${protocol} dport map @${protocol}_mappings`,
  )
  // Connection tracking by itself lets answers through, and nothing else.
  const needsMap = hairpinning || filtering !== 'address-and-port-dependent'
  const learn = [
    'meta l4proto tcp update @tcp_mappings { tcp sport : ct original ip saddr . ct original proto-src }',
    'meta l4proto udp update @udp_mappings { udp sport : ct original ip saddr . ct original proto-src }',
    ...(remote === null
      ? []
      : [`meta l4proto { tcp, udp } update @permits { meta l4proto . th sport . ${remote} }`]),
  ]
  const isSymmetric = nat.mapping !== 'endpoint-independent'
  return `flush ruleset
table ip nat {
  map tcp_mappings { type inet_service : ipv4_addr . inet_service; size 65535; flags dynamic,timeout; timeout ${seconds(nat.establishedTimeout)}s; }
  map udp_mappings { type inet_service : ipv4_addr . inet_service; size 65535; flags dynamic,timeout; timeout ${seconds(nat.udpTimeout)}s; }
  set permits { type inet_proto . inet_service . ipv4_addr${filtering === 'address-and-port-dependent' ? ' . inet_service' : ''}; size 65535; flags dynamic,timeout; timeout ${seconds(nat.udpTimeout)}s; }
  chain before { type nat hook prerouting priority dstnat;
    ${arrives} jump forwards
    ${(needsMap ? admits : []).join('\n    ')}
  }
  chain forwards {
    ${forwards.map(forwardRule).join('\n    ')}
  }
  chain after { type nat hook postrouting priority srcnat;
    oifname "${wan}" masquerade${isSymmetric ? ' fully-random' : ''}
    iifname != "${wan}" oifname != "${wan}" ct status dnat snat to ${outside}
  }
  chain learned {
    ${learn.join('\n    ')}
  }
  chain leave { type filter hook postrouting priority 110;
    oifname "${wan}" ct direction original jump learned
    iifname != "${wan}" oifname != "${wan}" ct direction original ct status dnat jump learned
  }
  chain arrive { type filter hook input priority 0;
    iifname != "${wan}" ip daddr ${outside} ct state new jump learned
    ip daddr ${outside} ct state { new, invalid } ${refusalOf(nat)}
  }
  chain pass { type filter hook forward priority 0;
    ct state invalid drop
    iifname "${wan}" ct state new ct status ! dnat drop
  }
}`
}

/** A port of the NAT, and the endpoint that it leads to. */
export interface Forward {
  readonly external: number
  /** Such as `10.0.0.2:4001`. */
  readonly internal: string
}

function forwardRule({ external, internal }: Forward): string {
  return `meta l4proto { tcp, udp } th dport ${external} dnat to ${internal}`
}

/** Rules that replace the static port mappings of a NAT, and leave everything else as it is. */
export function replacedForwards(forwards: readonly Forward[]): string {
  return [
    'flush chain ip nat forwards',
    ...forwards.map((forward) => `add rule ip nat forwards ${forwardRule(forward)}`),
  ].join('\n')
}

/** The remote endpoint that an outgoing packet permits, and the sender of a packet from outside, in the words of nft. */
function permitsOf({ filtering }: NatBehaviour): {
  readonly remote: string | null
  readonly sender: string | null
} {
  switch (filtering) {
    case 'endpoint-independent':
      return { remote: null, sender: null }
    case 'address-dependent':
      return { remote: 'ip daddr', sender: 'ip saddr' }
    case 'address-and-port-dependent':
      return { remote: 'ip daddr . th dport', sender: 'ip saddr . th sport' }
  }
}

function refusalOf({ refusal }: NatBehaviour): string {
  return refusal === 'reset' ? 'meta l4proto tcp reject with tcp reset' : 'drop'
}

/** Timeouts of connection tracking. After a flush, the middle of a connection makes no new mapping. */
export function natTimeouts({ nat }: Pick<LabRouter, 'nat'>): string {
  if (nat === null) return ''
  const transitory = ['syn_sent', 'syn_recv', 'fin_wait', 'last_ack', 'close_wait', 'time_wait', 'close']
  return sysctl({
    'net/netfilter/nf_conntrack_tcp_loose': 0,
    'net/netfilter/nf_conntrack_tcp_timeout_established': seconds(nat.establishedTimeout),
    ...Object.fromEntries(
      transitory.map((state) => [
        `net/netfilter/nf_conntrack_tcp_timeout_${state}`,
        seconds(nat.transitoryTimeout),
      ]),
    ),
    'net/netfilter/nf_conntrack_udp_timeout': seconds(nat.udpTimeout),
    'net/netfilter/nf_conntrack_udp_timeout_stream': seconds(nat.udpTimeout),
  })
}

function seconds(milliseconds: number): number {
  return Math.max(1, Math.round(milliseconds / 1000))
}
