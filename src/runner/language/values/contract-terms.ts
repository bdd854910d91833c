import { relayLimits } from './relay-limits.ts'

/** The services of a boot-node that are terms of the contract, by their keys. */
const serviceTerms = ['autonat', 'rendezvous', 'kad'] as const

export const relayTerms = Object.keys(relayLimits.shape) as readonly (keyof typeof relayLimits.shape)[]

/** What a topology may say otherwise than production does: the limits of the relay, and its services. */
export const contractTerms: readonly ContractTerm[] = [...relayTerms, ...serviceTerms]

export type ContractTerm = keyof typeof relayLimits.shape | (typeof serviceTerms)[number]
