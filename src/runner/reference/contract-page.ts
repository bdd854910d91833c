/** docs/contract.md: what a boot-node is held to in each profile, what can be seen of it, and what falls short. */
import { type ProfileName, profileNames, profiles } from '../../protocol/profiles.ts'
import { shortfalls } from '../contract/shortfalls.ts'
import { isRelayTerm, rustNameOf, showTerm, termsOfProfile } from '../contract/terms.ts'
import { relayFields } from '../language/topology/relay-fields.ts'
import { type ContractTerm, contractTerms } from '../language/values/contract-terms.ts'
import { page, table } from './docs.ts'

/** Where `topo contract init` sees it; what is not here cannot be seen from outside. */
const observable: Readonly<Partial<Record<ContractTerm, string>>> = {
  reservationDuration: 'when the reservation expires',
  maxCircuitDuration: 'the answer to a request for a reservation',
  maxCircuitBytes: 'the answer to a request for a reservation',
  autonat: 'the protocols that it speaks',
  rendezvous: 'the protocols that it speaks, its limits not',
  kad: 'the protocols that it speaks',
}

const services: Readonly<Partial<Record<ContractTerm, string>>> = {
  autonat: '`@libp2p/autonat-v2`, `@libp2p/autonat`',
  rendezvous: 'nothing, topo adds it',
  kad: '`@libp2p/kad-dht`',
}

const topology = `# yaml-language-server: $schema=./topology.schema.json
name: quota
nodes:
  boot:
    kind: boot-node
    profile: calimero-boot-node
    relay: { maxReservations: 1 }
    because: { maxReservations: one client is enough to fill it }
  alice: { kind: peer, nat: symmetric, relays: boot }
timeline:
  - { at: 1s, expect: reservation, peer: alice, relay: boot, within: 5s }`

const production = `profile: calimero-boot-node      # the profile that claims to be production
max_reservations: 2048
reservation_duration: 3600s      # 3600 and 1h are the same
max_circuit_bytes: 1073741824    # and 1GiB
reservation_rate_limiters: default`

export function contractPage(): string {
  return page(
    'The contract with production',
    'A test tells something about production when its boot-node is configured as production is. The contract says what that is, and `topo contract check` holds topologies to it: every difference has to have a reason, in the file, beside it.',
    [
      `\`\`\`yaml\n${topology}\n\`\`\``,
      '```sh\ntopo contract check --production production.yaml topologies/   # or --profile calimero-boot-node\n```',
      'It exits with 1 when a difference has no reason, and with 2 when a file is wrong. `--json` and `--markdown` are for programs and pull requests.',
      '## What differs',
      list([
        '**An override**: a key of a boot-node that is not as production has it. Its reason is `because: { maxReservations: … }`; one text, `because: …`, stands for all that the boot-node overrides.',
        '**The profile**: a boot-node that stands for another node than production’s, `js-libp2p` if it says nothing, with all values that follow from that. Its reason is `because: { profile: … }`.',
        '**A stand-in that drifted**: the profile that claims to be production is not as the file says any more. No topology can explain that: topo has to be given the new values, or boot-nodes have to say them.',
      ]),
      'A reason for what is not overridden is a mistake. What faults change in the course of a run (`set-relay`, `refuse-reservations`) is the test itself, and not compared.',
      '## What production is',
      `\`\`\`yaml\n${production}\n\`\`\``,
      'The file has the keys of a boot-node in a topology, or the fields of rust-libp2p’s `relay::Config`, below `relay:` or without it; `field = value` will do as well. Numbers are seconds and bytes, `usize::MAX` is unlimited, `default` are the limiters of rust-libp2p. What it does not say is as in the `profile` that it names; without one it is not compared, and the report tells so.',
      '`topo contract init -o production.yaml` writes one from a profile. With `--from <multiaddr>` it dials a boot-node that runs, as a new peer, asks it for one reservation, and writes down what it answers. The reservation is not renewed: it ends with the connection, or in its own time.',
      '## The terms',
      table(
        ['term', 'in rust-libp2p', ...profileNames.map((name) => `\`${name}\``)],
        contractTerms.map((term) => [
          `\`${term}\``,
          isRelayTerm(term) ? `\`${rustNameOf(term)}\`` : 'a behaviour of its own',
          ...profileNames.map((name) => showTerm(term, termsOfProfile(name))),
        ]),
      ),
      table(
        ['term', 'in js-libp2p', 'seen from outside'],
        contractTerms.map((term) => [
          `\`${term}\``,
          isRelayTerm(term) ? relayFields[term].inJs : (services[term] ?? ''),
          observable[term] ?? 'no',
        ]),
      ),
      'How each relay decides and answers, where values alone do not say it, is in [the boot-node](boot-node.md#how-the-relays-differ): a profile brings that too.',
      '## What js-libp2p cannot do for them',
      'Every profile runs js-libp2p. `topo contract check` tells those of these shortfalls that the topologies meet.',
      ...profileNames.map((name) => `### ${name}\n\n${profiles[name].summary}\n\n${shortfallsOf(name)}`),
    ],
  )
}

function shortfallsOf(name: ProfileName): string {
  const own = shortfalls.filter((one) => one.profiles.includes(name))
  return list(
    own.map(({ term, text, matters }) =>
      matters === null ? `\`${term}\`: ${text}` : `\`${term}\`, where production has it otherwise: ${text}`,
    ),
  )
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
