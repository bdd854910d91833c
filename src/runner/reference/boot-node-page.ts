/** docs/boot-node.md: every limit of a relay with its value in each profile, and the answers of the relay beyond it. */

import { type Profile, profiles } from '../../protocol/profiles.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import { shortfalls } from '../contract/shortfalls.ts'
import { type RelayField, relayFields, showLimit } from '../language/topology/relay-fields.ts'
import { page, table } from './docs.ts'

const units = {
  count: 'whole number, or `unlimited`',
  duration: 'duration, up to 24d',
  size: 'size',
  limiters: 'list of limiters',
} as const

const yaml = `boot:
  kind: boot-node
  profile: calimero-boot-node
  relay:
    maxReservations: 8
    maxCircuits: unlimited
    reservationRateLimiters: [{ per: peer, limit: 30, interval: 2m }, { per: ip, limit: 60, interval: 1m }]`

export function bootNodePage(): string {
  return page(
    'The boot-node',
    'A boot-node is a circuit relay v2 server with identify, ping and AutoNAT. It runs js-libp2p with the configuration of the node that it stands for: its `profile`. Every other key overrides the profile.',
    [
      `\`\`\`yaml\n${yaml}\n\`\`\``,
      '## Profiles',
      table(
        ['profile', 'stands for', 'autonat'],
        Object.entries(profiles).map(([name, { summary, autonat }]) => [
          `\`${name}\``,
          summary,
          autonat.join(', ') || 'none',
        ]),
      ),
      'The default `profile` is `js-libp2p`. AutoNAT v1 is possible, alone or as `[v1, v2]`. But js-libp2p’s v1 server dials back over the connection of the request, confirms nothing, and closes it.',
      '## Limits',
      'The names are those of rust-libp2p’s `relay::Config`, below `relay:` of a boot-node, or beside `relay` in the fault [`set-relay`](faults.md#set-relay).',
      table(
        ['limit', ...profileHeads()],
        Object.keys(relayFields).map((name) => valuesOf(name as keyof RelayConfig)),
      ),
      ...Object.entries(relayFields).flatMap(([name, field]) => [`### ${name}`, field.meaning, facts(field)]),
      '## Rate limiters',
      'A limiter keeps one token bucket for each peer (`per: peer`) or each IP address (`per: ip`). A bucket starts full, with `limit` tokens. Each request takes one token, and the relay refuses a request when the bucket is empty. Every `interval` one token returns, up to `limit`. With `{ per: peer, limit: 30, interval: 2m }` a peer may ask 30 times at once, and then once in 2 minutes. Several limiters are asked in order: the first empty bucket refuses the request, and the limiters before it have already taken their tokens.',
      '## How the relays differ',
      table(
        ['as', ...profileHeads()],
        rules.map(({ what, say }) => [what, ...each((profile) => say(profile))]),
      ),
      'js-libp2p’s relay forgets a reservation too early when it was renewed twice: the second renewal does not stop the timer of the first ([retimeable-signal](https://github.com/achingbrain/retimeable-signal)). Only the profile `js-libp2p` shows this.',
      '## Differences from the original',
      list(shortfalls.flatMap(({ matters, text }) => (matters === null ? [text] : []))),
      '[The contract](contract.md) says what this means for tests of production.',
      '## Beside the contract',
      'Calimero’s boot-node does more than its configuration says, and the profile `calimero-boot-node` does none of it:',
      list(besideTheContract),
    ],
  )
}

/** Seen in Calimero’s boot-node with libp2p-relay 0.21.0. */
const besideTheContract = [
  'It ignores observed addresses that are not globally routable. On 127.0.0.1 and in private networks its reservations therefore carry no address. rust-libp2p’s client refuses such a reservation (`NoAddressesInReservation`), those of js-libp2p and go-libp2p do not. [`fabric: netns`](netns.md) gives it public-looking addresses.',
  'It speaks TLS beside noise over TCP, and QUIC on the UDP port of the same number. The profile has TCP and noise; `encryption: [tls, noise]` adds TLS. Calimero’s clients prefer QUIC.',
  'It serves metrics on a random port, which it prints. A boot-node of topo has them on the port of `metrics:`.',
]

const rules: readonly { readonly what: string; readonly say: (profile: Profile) => string }[] = [
  {
    what: 'a reservation that exceeds a limit',
    say: ({ rules: { reservationStatus } }) => `\`${reservationStatus}\``,
  },
  { what: 'a circuit that exceeds a limit', say: ({ rules: { circuitStatus } }) => `\`${circuitStatus}\`` },
  { what: 'a reservation belongs to', say: ({ rules: { reservationOf } }) => `a ${reservationOf}` },
  {
    what: 'it ends when its connections close',
    say: ({ rules: { endsWithConnection } }) => yesNo(endsWithConnection),
  },
  {
    what: 'a full relay also refuses renewals',
    say: ({ rules: { refusesRenewalsWhenFull } }) => yesNo(refusesRenewalsWhenFull),
  },
  {
    what: 'a circuit is checked against limits',
    say: ({ rules: { limitsFirst } }) =>
      limitsFirst ? 'before its destination is looked up' : 'when its destination holds a reservation',
  },
  {
    what: 'circuits end with the reservation behind them',
    say: ({ rules: { asItComes } }) => yesNo(asItComes),
  },
  {
    what: 'most circuits over one connection of their source, with any limits',
    say: ({ rules: { asItComes } }) => (asItComes ? '32' : 'as many as the muxer has streams (1000)'),
  },
]

function profileHeads(): readonly string[] {
  return Object.keys(profiles).map((name) => `\`${name}\``)
}

function each(say: (profile: Profile) => string): readonly string[] {
  return Object.values(profiles).map(say)
}

function valuesOf(name: keyof RelayConfig): readonly string[] {
  return [
    `[\`${name}\`](#${name.toLowerCase()})`,
    ...each(({ relay }) => showLimit(relay[name], relayFields[name].unit)),
  ]
}

function facts({ unit, beyond, inJs }: RelayField): string {
  return list([
    `Value: ${units[unit]}.`,
    `Beyond it: ${beyond === 'reservation' || beyond === 'circuit' ? `the request is answered ${statuses(beyond)}.` : beyond}`,
    `In js-libp2p: ${inJs}.`,
  ])
}

/** `RESOURCE_LIMIT_EXCEEDED` (calimero-boot-node, rust-libp2p) or ... */
function statuses(of: 'reservation' | 'circuit'): string {
  const found = new Map<string, readonly string[]>()
  for (const [name, { rules: own }] of Object.entries(profiles)) {
    const status = of === 'reservation' ? own.reservationStatus : own.circuitStatus
    found.set(status, [...(found.get(status) ?? []), name])
  }
  return [...found].map(([status, names]) => `\`${status}\` (${names.join(', ')})`).join(' or ')
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no'
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
