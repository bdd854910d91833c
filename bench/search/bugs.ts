/**
 * Bugs of topologies/upstream/ that the searches of topologies/search/ find, none of which names one. A search finds a bug
 * if one of its smallest topologies fails with the bug, for that reason, and passes without it.
 */
import type { Document } from 'yaml'

export interface KnownBug {
  /** Its topology in topologies/upstream/. */
  readonly upstream: string
  /** A pattern of the failure’s reason and decisive events. */
  readonly shows: RegExp
  /** The release or the setting with which the bug is gone. */
  readonly without: Without
}

export type Without =
  | { readonly kind: 'release'; readonly libp2p: string }
  | { readonly kind: 'setting'; readonly told: string; readonly change: (topology: Document) => void }

export interface Rediscovery {
  readonly search: string
  /** null: the current release. */
  readonly libp2p: string | null
  readonly seed: number
  /** Number of runs, those that shrink a failure not counted. */
  readonly runs: number
  readonly bugs: readonly KnownBug[]
}

const kindsWith = {
  relays: ['boot-node'],
  peers: ['peer'],
  nodes: ['boot-node', 'peer'],
} as const

function setting(
  told: string,
  nodes: keyof typeof kindsWith,
  keys: Readonly<Record<string, unknown>>,
): Without {
  return {
    kind: 'setting',
    told,
    change: (topology) => {
      const named = Object.entries(topology.toJS().nodes as Record<string, { readonly kind: string }>)
      for (const [name, { kind }] of named) {
        if (!(kindsWith[nodes] as readonly string[]).includes(kind)) continue
        for (const [key, value] of Object.entries(keys)) topology.setIn(['nodes', name, key], value)
      }
    },
  }
}

/** js-libp2p never asks a configured relay again: issue 3601. */
const asksAgain = setting('recovery: relisten', 'peers', { recovery: 'relisten' })
const keepsSilentLines = setting('abortConnectionOnPingFailure: false', 'nodes', {
  libp2pOptions: { connectionMonitor: { abortConnectionOnPingFailure: false } },
})

/** libp2p 3.0.7 loses the address at the first renewal, so nothing is renewed. */
const beforeMovingAverages: Without = {
  kind: 'setting',
  told: 'libp2p 3.0.7, and reservations of 2h',
  change: (topology) => {
    topology.setIn(['defaults', 'libp2p'], '3.0.7')
    topology.setIn(['nodes', 'boot', 'relay'], { reservationDuration: '2h' })
  },
}

/** The peer never had a reservation. */
const neverHeld = '^((?!reservation-lost).)*'

export const rediscoveries: readonly Rediscovery[] = [
  {
    search: 'one-relay',
    libp2p: null,
    seed: 1,
    runs: 100,
    bugs: [
      { upstream: 'relay-lost-for-good', shows: /lost: the relay ends the connection"/, without: asksAgain },
      {
        upstream: 'one-late-ping',
        shows: /lost: the connection ends after a silence"/,
        without: keepsSilentLines,
      },
      {
        upstream: 'clock-set-back',
        shows: /the peer ends .* and the next ones/,
        without: beforeMovingAverages,
      },
      { upstream: 'refused-at-start', shows: new RegExp(`${neverHeld}refused`), without: asksAgain },
      { upstream: 'relay-down-at-start', shows: new RegExp(`${neverHeld}failed`), without: asksAgain },
      {
        upstream: 'relay-forgets-renewal',
        shows: new RegExp(`${neverHeld}it expired at`),
        without: setting('a relay of libp2p 1.9.4', 'relays', { libp2p: '1.9.4' }),
      },
    ],
  },
  {
    search: 'one-relay',
    libp2p: '3.3.5',
    seed: 1,
    runs: 8,
    bugs: [{ upstream: 'first-refresh', shows: /./, without: { kind: 'release', libp2p: '3.3.8' } }],
  },
  {
    search: 'two-relays',
    libp2p: null,
    seed: 1,
    runs: 30,
    bugs: [
      {
        upstream: 'relay-search-never-resumes',
        shows: /advertises no relayed address/,
        without: setting('connect: [relay-a, relay-b]', 'peers', { connect: ['relay-a', 'relay-b'] }),
      },
    ],
  },
  {
    search: 'two-relays',
    libp2p: '2.1.9',
    seed: 1,
    runs: 30,
    bugs: [
      {
        upstream: 'forgotten-by-the-keep-alive',
        shows: /advertises no relayed address/,
        without: { kind: 'release', libp2p: '2.1.10' },
      },
    ],
  },
  {
    search: 'two-relays',
    libp2p: '2.4.0',
    seed: 1,
    runs: 30,
    bugs: [
      {
        upstream: 'no-address-after-relay-found',
        shows: /advertises no relayed address/,
        without: { kind: 'release', libp2p: '2.4.2' },
      },
    ],
  },
  {
    search: 'two-relays',
    libp2p: '2.8.1',
    seed: 1,
    runs: 200,
    bugs: [
      {
        upstream: 'forgets-itself',
        shows: /advertises no relayed address/,
        without: { kind: 'release', libp2p: '2.8.2' },
      },
    ],
  },
]
