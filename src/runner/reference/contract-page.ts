/**
 * docs/contract.md: the configuration of a boot-node in each profile, the observable part of it, and the shortfalls.
 */
import { type ProfileName, profileNames, profiles } from '../../protocol/profiles.ts'
import { shortfalls } from '../contract/shortfalls.ts'
import { isRelayTerm, rustNameOf, showTerm, termsOfProfile } from '../contract/terms.ts'
import { relayFields } from '../language/topology/relay-fields.ts'
import { type ContractTerm, contractTerms } from '../language/values/contract-terms.ts'
import { page, table } from './docs.ts'

/** Source from which `topo contract init` observes a term; terms that are not here cannot be observed from outside. */
const observable: Readonly<Partial<Record<ContractTerm, string>>> = {
  reservationDuration: 'when the reservation expires',
  maxCircuitDuration: 'the answer to a request for a reservation',
  maxCircuitBytes: 'the answer to a request for a reservation',
  autonat: 'its protocols',
  rendezvous: 'its protocols; the limits are not visible',
  kad: 'its protocols',
}

const services: Readonly<Partial<Record<ContractTerm, string>>> = {
  autonat: '`@libp2p/autonat-v2`, `@libp2p/autonat`',
  rendezvous: 'not there; topo adds it',
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

const production = `profile: calimero-boot-node      # the profile that stands for production
max_reservations: 2048
reservation_duration: 3600s      # 3600 and 1h are the same
max_circuit_bytes: 1073741824    # and 1GiB
reservation_rate_limiters: default`

export function contractPage(): string {
  return page(
    'The contract with production',
    'A test says something about production only when its boot-node has the configuration of production. The contract is that configuration. `topo contract check` compares topologies with it: every difference needs a reason, beside it in the file.',
    [
      `\`\`\`yaml\n${topology}\n\`\`\``,
      '```sh\ntopo contract check --production production.yaml topologies/   # or --profile calimero-boot-node\n```',
      'The exit code is 1 when a difference has no reason, 2 when a file is wrong, and 3 when a relay was not compared. topo knows the configuration of a boot-node, not that of a relay that is a `command` or a `module`. `--json` and `--markdown` are for programs and pull requests.',
      '## Differences',
      list([
        '**An override**: a key of a boot-node with another value than in production. Its reason is `because: { maxReservations: … }`. A single text, `because: …`, is the reason for all overrides of the boot-node.',
        '**The profile**: a boot-node with another profile than that of production (`js-libp2p` when it names none), and all values that follow from it. Its reason is `because: { profile: … }`.',
        '**An outdated profile**: the profile that stands for production has other values than the file. No topology can explain this. Update the values in topo, or set them on the boot-nodes.',
      ]),
      'A reason without an override is a mistake. Changes by faults during a run (`set-relay`, `refuse-reservations`) are part of the test, and are not compared.',
      '## The configuration of production',
      `\`\`\`yaml\n${production}\n\`\`\``,
      'The file has the keys of a boot-node in a topology, or the fields of rust-libp2p’s `relay::Config`, below `relay:` or at the top; `field = value` works too. Numbers are seconds and bytes, `usize::MAX` is unlimited, and `default` stands for the limiters of rust-libp2p. Missing values come from the `profile` that the file names. Without a profile they are not compared, and the report says so.',
      '`topo contract init -o production.yaml` writes such a file from a profile. With `--from <multiaddr>` it dials a running boot-node as a new peer, asks for one reservation, and writes the answers down. It does not renew the reservation, which ends with the connection or at its expiry.',
      '## The terms',
      table(
        ['term', 'in rust-libp2p', ...profileNames.map((name) => `\`${name}\``)],
        contractTerms.map((term) => [
          `\`${term}\``,
          isRelayTerm(term) ? `\`${rustNameOf(term)}\`` : 'a separate behaviour',
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
      'A profile also sets how its relay decides and answers: see [the boot-node](boot-node.md#how-the-relays-differ).',
      '## Shortfalls of js-libp2p',
      'Every profile runs js-libp2p. `topo contract check` lists the shortfalls that concern the topologies.',
      ...profileNames.map((name) => `### ${name}\n\n${profiles[name].summary}\n\n${shortfallsOf(name)}`),
    ],
  )
}

function shortfallsOf(name: ProfileName): string {
  const own = shortfalls.filter((one) => one.profiles.includes(name))
  return list(
    own.map(({ term, text, matters }) =>
      matters === null ? `\`${term}\`: ${text}` : `\`${term}\`, where production has another value: ${text}`,
    ),
  )
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}
