import { relayLimits } from './relay-limits.ts'

/** The keys of the boot-node services that the contract compares. */
const serviceTerms = ['autonat', 'rendezvous', 'kad'] as const

export const relayTerms = Object.keys(relayLimits.shape) as readonly (keyof typeof relayLimits.shape)[]

/** The settings that the contract compares with production: relay limits and services. */
export const contractTerms: readonly ContractTerm[] = [...relayTerms, ...serviceTerms]

export type ContractTerm = keyof typeof relayLimits.shape | (typeof serviceTerms)[number]
