import { profiles } from '../../protocol/profiles.ts'
import type { Located } from '../language/text/located.ts'
import type { RelayField } from '../language/topology/relay-fields.ts'

/** The largest `usize`; JavaScript rounds it up. */
const usizeMax = 2 ** 64

/**
 * Converts a value to the notation of a topology. Rust's configuration has seconds as numbers (or `{ secs, nanos }`, as
 * serde writes a `Duration`), bytes as numbers, `usize::MAX` for unlimited, and `default` for the limiters of
 * rust-libp2p.
 */
export function asInTopology(located: Located, unit: RelayField['unit']): Located {
  switch (unit) {
    case 'count':
      return { ...located, value: countOf(located.value) }
    case 'duration':
      return durationIn(located)
    case 'size': {
      const bytes = numberOf(located.value)
      return bytes === null ? located : { ...located, value: `${bytes}B` }
    }
    case 'limiters':
      return limitersIn(located)
  }
}

function countOf(value: unknown): unknown {
  const count = numberOf(value)
  if (count === null) return value
  return count >= usizeMax - 1 ? 'unlimited' : count
}

function durationIn(located: Located): Located {
  const seconds = numberOf(located.value)
  if (seconds !== null) return { ...located, value: `${seconds}s` }
  const [secs, nanos] = ['secs', 'nanos'].map((key) => numberOf(located.children.get(key)?.value ?? 0))
  const isSerde =
    located.children.has('secs') &&
    [...located.children.keys()].every((key) => key === 'secs' || key === 'nanos')
  if (!isSerde || typeof secs !== 'number' || typeof nanos !== 'number') return located
  return { ...located, value: `${secs * 1000 + Math.round(nanos / 1e6)}ms`, children: new Map() }
}

function limitersIn(located: Located): Located {
  if (located.value === 'default') {
    const limiters = profiles['rust-libp2p'].relay.reservationRateLimiters
    return {
      ...located,
      value: limiters.map(({ interval, ...rest }) => ({ ...rest, interval: `${interval}ms` })),
    }
  }
  if (located.value === 'none') return { ...located, value: [] }
  if (!Array.isArray(located.value)) return located
  const items = [...located.children].map(([index, item]) => [index, limiterIn(item)] as const)
  return { ...located, value: items.map(([, { value }]) => value), children: new Map(items) }
}

function limiterIn(item: Located): Located {
  const interval = item.children.get('interval')
  if (interval === undefined || typeof item.value !== 'object') return item
  const known = durationIn(interval)
  return {
    ...item,
    value: { ...item.value, interval: known.value },
    children: new Map([...item.children, ['interval', known]]),
  }
}

/** Reads `2048`, and `1_073_741_824` as Rust and TOML write it. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d[\d_]*$/.test(value) ? Number(value.replaceAll('_', '')) : null
}
