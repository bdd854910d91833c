import type { TopoEvent } from '../../events/event.ts'

/** Fields that only one run has: numbers, times, and names of its entries and connections. */
const ownFields = new Set(['v', 'n', 't', 'wall', 'entry', 'connection', 'expires', 'incarnation', 'code'])

/** Returns the kind of an event and the fields that make it another event, without names and numbers. */
export function describeEvent(event: TopoEvent, pattern: (text: string) => string): string {
  const fields = Object.entries(event).flatMap(([key, value]: [string, unknown]) => {
    if (key === 'kind' || ownFields.has(key)) return []
    const shown = show(value, pattern)
    return shown === '' ? [] : [`${key}=${shown}`]
  })
  return `${event.kind} ${fields.join(' ')}`.trim()
}

function show(value: unknown, pattern: (text: string) => string): string {
  if (typeof value === 'string') return pattern(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return String(Math.min(value, 3))
  if (Array.isArray(value))
    return [...new Set(value.map((one: unknown) => show(one, pattern)))].sort().join('|')
  if (typeof value !== 'object' || value === null) return ''
  return Object.entries(value)
    .map(([key, inner]: [string, unknown]) => `${key}:${show(inner, pattern)}`)
    .join(',')
}
