/** Names of the virtual network: what a node asks the name server, by UDP, and what the server answers. */
import { Buffer } from 'node:buffer'
import type { Endpoint } from './wire.ts'

/** The name server. No node has an address of this range (RFC 5737). */
export const nameServer: Endpoint = { address: '198.51.100.53', port: 53 }

/** The records of one name. */
export interface NameRecords {
  readonly name: string
  readonly a: readonly string[]
  readonly aaaa: readonly string[]
  readonly txt: readonly string[]
}

export interface NameQuestion {
  readonly id: number
  readonly name: string
  readonly type: string
}

/** `NODATA`: the name has records, but none of this type. */
export type NameOutcome = 'NOERROR' | 'NODATA' | 'NXDOMAIN' | 'SERVFAIL'

export interface NameAnswer {
  readonly id: number
  readonly outcome: NameOutcome
  readonly records: readonly string[]
}

/** Time, in seconds, for which records may be kept. */
export const recordLifetime = 300

/** A name as it is compared: in lower case, without the dot at its end. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

export function encodeNames(message: NameQuestion | NameAnswer): Uint8Array {
  return Buffer.from(JSON.stringify(message))
}

/** Reads a question; null: the bytes are none. */
export function decodeQuestion(bytes: Uint8Array): NameQuestion | null {
  const { id, name, type } = parse(bytes)
  return typeof id === 'number' && typeof name === 'string' && typeof type === 'string'
    ? { id, name, type }
    : null
}

/** Reads an answer; null: the bytes are none. */
export function decodeAnswer(bytes: Uint8Array): NameAnswer | null {
  const { id, outcome, records } = parse(bytes)
  return typeof id === 'number' && typeof outcome === 'string' && Array.isArray(records)
    ? { id, outcome: outcome as NameOutcome, records: records as string[] }
    : null
}

type Unchecked = { readonly [key in keyof NameQuestion | keyof NameAnswer]?: unknown }

function parse(bytes: Uint8Array): Unchecked {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return typeof value === 'object' && value !== null ? value : {}
  } catch {
    return {}
  }
}
