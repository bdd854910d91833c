/** The file that says what production is configured to, from a profile, or from what a boot-node answered. */

import type { RelayConfig } from '../../protocol/boot-node-config.ts'
import type { ProfileName } from '../../protocol/profiles.ts'
import { relayTerms } from '../language/values/contract-terms.ts'
import { formatDuration } from '../language/values/duration.ts'
import { formatSize } from '../language/values/size.ts'
import { escapeTerminal } from '../reports/text/escape-terminal.ts'
import type { BootNodeAnswers, ReservationAnswer } from './boot-node-answers.ts'
import { termsOfProfile } from './terms.ts'

const head = '# What production is configured to, for `topo contract check --production <this file>`.'

export function contractFileOfProfile(profile: ProfileName): string {
  const { autonat, rendezvous, kad, ...relay } = termsOfProfile(profile)
  const point =
    rendezvous === null
      ? false
      : yamlOf({ minTtl: formatDuration(rendezvous.minTtl), maxTtl: formatDuration(rendezvous.maxTtl) })
  return lines([
    head,
    `# These are the values of topo's profile ${profile}: put in their place what production has. Names and values of`,
    "# rust-libp2p's relay::Config are understood as well: max_reservations, 3600s, bytes as a number.",
    '',
    '# The profile that claims to be production. It is held to this file too.',
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
    `# agent version: ${comment(agent ?? 'it told none')}`,
    '# protocols:',
    ...protocols.map((name) => `#   ${comment(name)}`),
    '',
    '# Whose relay it is cannot be observed for certain: put the profile here that claims to be production, and what',
    '# this file does not say is taken from it.',
    `# profile: ${isRust ? 'rust-libp2p' : 'calimero-boot-node'}`,
    '',
    ...(reservation === null
      ? ['# It does not speak circuit relay v2, so it has no limits to observe.']
      : relayLines(reservation, observed)),
    ...(hidden.length === 0
      ? []
      : [
          ...(Object.keys(observed).length === 0 ? ['# relay:'] : []),
          '  # Cannot be observed: whoever runs it knows.',
          ...hidden.map((term) => `  # ${term}: ?`),
        ]),
    '',
    '# What its protocols say.',
    `autonat: ${yamlOf(autonat)}`,
    ...(protocols.includes('/rendezvous/1.0.0')
      ? ['# Its limits cannot be observed: true is 2h to 72h, as in the specification.', 'rendezvous: true']
      : ['rendezvous: false']),
    `kad: ${kad === undefined ? false : yamlOf({ protocol: kad })}`,
  ])
}

type Observed = Partial<Record<keyof RelayConfig, { readonly value: string; readonly how: string }>>

/** js-libp2p tells the limit of time in milliseconds where the specification wants seconds. */
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
    return [`# It refused a reservation (status ${status}), so that none of its limits can be observed now.`]
  }
  const differs = voucherExpiresIn !== null && Math.abs(voucherExpiresIn - expiresIn) > 1
  return [
    'relay:',
    ...Object.entries(observed).map(([term, { value, how }]) => `  ${term}: ${value} # ${how}`),
    ...(differs
      ? [`  # The voucher of the reservation expires at another time, in ${Math.round(voucherExpiresIn)} s.`]
      : []),
    ...(limitData === null || limitData === 0
      ? ['  # It named no limit of bytes: circuits carry as many as they like.']
      : []),
  ]
}

/** Expiry is told in whole seconds, and the answer takes a moment. */
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

/** JSON is YAML; without its quotes it reads better, where nothing needs them. */
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

/** What a stranger said cannot end the comment. */
function comment(text: string): string {
  return escapeTerminal(text)
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`
}
