/** Writes the file with the configuration of production, from a profile or from the answers of a boot-node. */

import type { ProfileName } from '../../protocol/profiles.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import { relayTerms } from '../language/values/contract-terms.ts'
import { formatDuration } from '../language/values/duration.ts'
import { formatSize } from '../language/values/size.ts'
import { escapeTerminal } from '../reports/text/escape-terminal.ts'
import type { BootNodeAnswers, ReservationAnswer } from './boot-node-answers.ts'
import { termsOfProfile } from './terms.ts'

const head = '# The configuration of production, for `topo contract check --production <this file>`.'

export function contractFileOfProfile(profile: ProfileName): string {
  const { autonat, rendezvous, kad, ...relay } = termsOfProfile(profile)
  const point =
    rendezvous === null
      ? false
      : yamlOf({ minTtl: formatDuration(rendezvous.minTtl), maxTtl: formatDuration(rendezvous.maxTtl) })
  return lines([
    head,
    `# These are the values of topo's profile ${profile}. Replace them with those of production. The names and values of`,
    "# rust-libp2p's relay::Config work too: max_reservations, 3600s, bytes as a number.",
    '',
    '# The profile that stands for production. topo checks it against this file too.',
    `profile: ${profile}`,
    '',
    'relay:',
    ...relayTerms.map((term) => `  ${term}: ${yamlOfLimit(term, relay[term])}`),
    '',
    `autonat: ${yamlOf(autonat)}`,
    `rendezvous: ${point}`,
    `kad: ${kad === null ? false : yamlOf({ protocol: kad })}`,
  ])
}

export function contractFileOf(answers: BootNodeAnswers): string {
  const { address, agent, protocols, reservation } = answers
  const autonat = [
    ...(protocols.includes('/libp2p/autonat/1.0.0') ? ['v1'] : []),
    ...(protocols.includes('/libp2p/autonat/2/dial-request') ? ['v2'] : []),
  ]
  const kad = protocols.find((name) => /\/kad\/\d/.test(name))
  const isRust = agent?.startsWith('rust-libp2p') === true
  const observed = reservation === null ? {} : limitsIn(reservation, agent)
  const hidden = relayTerms.filter((term) => observed[term] === undefined)
  return lines([
    head,
    `# Observed at ${comment(address)}`,
    `# agent version: ${comment(agent ?? 'none')}`,
    '# protocols:',
    ...protocols.map((name) => `#   ${comment(name)}`),
    '',
    '# The implementation cannot be observed for certain. Name the profile that stands for production here: it gives the',
    '# values that this file lacks.',
    `# profile: ${isRust ? 'rust-libp2p' : 'calimero-boot-node'}`,
    '',
    ...(reservation === null
      ? ['# It does not support circuit relay v2, so it has no limits to observe.']
      : relayLines(reservation, observed)),
    ...(hidden.length === 0
      ? []
      : [
          ...(Object.keys(observed).length === 0 ? ['# relay:'] : []),
          '  # Cannot be observed. Ask its operator.',
          ...hidden.map((term) => `  # ${term}: ?`),
        ]),
    '',
    '# From its protocols:',
    `autonat: ${yamlOf(autonat)}`,
    ...(protocols.includes('/rendezvous/1.0.0')
      ? ['# Its limits cannot be observed: true is 2h to 72h, as in the specification.', 'rendezvous: true']
      : ['rendezvous: false']),
    `kad: ${kad === undefined ? false : yamlOf({ protocol: kad })}`,
  ])
}

type Observed = Partial<Record<keyof RelayConfig, { readonly value: string; readonly how: string }>>

/**
 * Reads the limits of an answer. js-libp2p gives the time limit in milliseconds, where the specification says seconds.
 */
function limitsIn(
  { expiresIn, limitDuration, limitData }: ReservationAnswer,
  agent: string | null,
): Observed {
  const isJs = agent === null ? false : /js-libp2p|libp2p\/js/.test(agent)
  return {
    ...(expiresIn !== null && {
      reservationDuration: {
        value: formatDuration(wholeMinutes(expiresIn) * 1000),
        how: `the reservation expires in ${Math.round(expiresIn)} s, by the clock of this machine`,
      },
    }),
    ...(limitDuration !== null && {
      maxCircuitDuration: {
        value: formatDuration(isJs ? limitDuration : limitDuration * 1000),
        how: `it said ${limitDuration}, which is ${isJs ? 'milliseconds, as it is js-libp2p' : 'seconds'}`,
      },
    }),
    ...(limitData !== null &&
      limitData > 0 && {
        maxCircuitBytes: { value: formatSize(limitData), how: `it said ${limitData} bytes` },
      }),
  }
}

function relayLines(
  { status, expiresIn, voucherExpiresIn, limitData }: ReservationAnswer,
  observed: Observed,
): readonly string[] {
  if (expiresIn === null) {
    return [`# It refused a reservation (status ${status}), so its limits cannot be observed now.`]
  }
  const differs = voucherExpiresIn !== null && Math.abs(voucherExpiresIn - expiresIn) > 1
  return [
    'relay:',
    ...Object.entries(observed).map(([term, { value, how }]) => `  ${term}: ${value} # ${how}`),
    ...(differs
      ? [`  # The voucher of the reservation expires at another time, in ${Math.round(voucherExpiresIn)} s.`]
      : []),
    ...(limitData === null || limitData === 0 ? ['  # It gave no byte limit: circuits are unlimited.'] : []),
  ]
}

/** Rounds to minutes: expiry comes in whole seconds, and the answer takes a moment. */
function wholeMinutes(seconds: number): number {
  const rounded = Math.round(seconds / 60) * 60
  return rounded > 0 && Math.abs(rounded - seconds) <= 2 ? rounded : Math.round(seconds)
}

function yamlOfLimit(term: keyof RelayConfig, value: RelayConfig[keyof RelayConfig]): string {
  if (value === null) return 'unlimited'
  if (typeof value === 'object') {
    const limiters = value.map((one) => yamlOf({ ...one, interval: formatDuration(one.interval) }))
    return `[${limiters.join(', ')}]`
  }
  if (term.endsWith('Duration')) return formatDuration(value)
  return term.endsWith('Bytes') ? formatSize(value) : String(value)
}

/** Writes YAML as JSON without needless quotes. */
function yamlOf(value: Readonly<Record<string, unknown>> | readonly string[]): string {
  if (Array.isArray(value)) return `[${value.map(scalar).join(', ')}]`
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${scalar(one)}`)
    .join(', ')} }`
}

function scalar(value: unknown): string {
  const text = String(value)
  return /^[\w./-]+$/.test(text) ? text : JSON.stringify(text)
}

/** Escapes foreign text, which must not end the comment. */
function comment(text: string): string {
  return escapeTerminal(text)
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
