/** What a profile of topo cannot do as the node does that it stands for, or as production is configured to. */
import { type ProfileName, profileNames, profiles } from '../../protocol/profiles.ts'
import type { ContractTerm } from '../language/values/contract-terms.ts'
import type { Terms } from './terms.ts'

export interface Shortfall {
  readonly profiles: readonly ProfileName[]
  readonly term: ContractTerm
  readonly text: string
  /** Whether it makes a difference to a production with these terms; null: to every one that the profile stands for. */
  readonly matters: ((terms: Partial<Terms>) => boolean) | null
}

const mostStreams = 1000
const mostHopStreams = 32

const asInRust = profilesThat(({ limitsFirst }) => limitsFirst)
const oneForEachPeer = profilesThat(({ reservationOf }) => reservationOf === 'peer')
const asItComes = profilesThat((rules) => rules.asItComes)

export const shortfalls: readonly Shortfall[] = [
  {
    profiles: asInRust,
    term: 'maxReservationsPerPeer',
    text: 'rust-libp2p lets a peer have one reservation more than `max_reservations_per_peer` ([pull request 6365](https://github.com/libp2p/rust-libp2p/pull/6365)); topo keeps to the number.',
    matters: null,
  },
  {
    profiles: asInRust,
    term: 'maxCircuitsPerPeer',
    text: 'rust-libp2p lets a peer have one circuit more than `max_circuits_per_peer`; topo keeps to the number.',
    matters: null,
  },
  {
    profiles: ['go-libp2p'],
    term: 'maxCircuitBytes',
    text: 'go-libp2p counts the bytes of each direction by itself; topo counts both together.',
    matters: null,
  },
  {
    profiles: ['go-libp2p'],
    term: 'maxReservations',
    text: 'go-libp2p also limits the reservations of one IP address (8) and of one network (32); topo does not.',
    matters: null,
  },
  {
    profiles: profileNames.filter((name) => name !== 'js-libp2p'),
    term: 'maxCircuitDuration',
    text: 'js-libp2p tells clients the limit of time of a circuit in milliseconds where the specification wants seconds; so does topo under every profile.',
    matters: null,
  },
  {
    profiles: ['calimero-boot-node'],
    term: 'kad',
    text: 'Production’s Kademlia lets records expire at once; js-libp2p’s keeps them.',
    matters: null,
  },
  {
    profiles: oneForEachPeer,
    term: 'maxReservationsPerPeer',
    text: 'A peer holds one reservation, whatever the number.',
    matters: ({ maxReservationsPerPeer: most }) => most !== undefined && most !== 1,
  },
  {
    profiles: asItComes,
    term: 'maxCircuitsPerPeer',
    text: `js-libp2p’s relay resets the circuits beyond ${mostHopStreams} of one connection, whatever the number.`,
    matters: ({ maxCircuitsPerPeer: most }) => isMoreThan(most, mostHopStreams),
  },
  {
    profiles: asItComes,
    term: 'maxCircuitDuration',
    text: 'js-libp2p’s relay ends a circuit also when the reservation ends that it was opened under.',
    matters: ({ maxCircuitDuration }) => maxCircuitDuration !== undefined,
  },
  {
    profiles: profileNames.filter((name) => !asItComes.includes(name)),
    term: 'maxCircuitsPerPeer',
    text: `Over one connection there are at most ${mostStreams} circuits: its muxer has no more streams.`,
    matters: ({ maxCircuitsPerPeer: most }) => isMoreThan(most, mostStreams),
  },
]

function profilesThat(
  has: (rules: (typeof profiles)[ProfileName]['rules']) => boolean,
): readonly ProfileName[] {
  return profileNames.filter((name) => has(profiles[name].rules))
}

function isMoreThan(value: number | null | undefined, most: number): boolean {
  return value === null || (value !== undefined && value > most)
}
