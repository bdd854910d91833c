import { readFileSync } from 'node:fs'
import { InputError, messageOf } from '../../base/errors.ts'
import { isRecord } from '../../events/shape.ts'
import { expectations } from '../language/expectations/registry.ts'
import { faults } from '../language/faults/registry.ts'
import { type Plan, planVersion } from '../language/plan/plan.ts'

/** Reads a stored plan. Throws {@link InputError} with the problem. */
export function readPlan(path: string): Plan {
  const problem = (what: string) => new InputError(`${path} ${what}`)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw problem(
      missing ? 'does not exist, but every results folder has one' : `cannot be read: ${messageOf(error)}`,
    )
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw problem(`is not JSON: ${messageOf(error)}`)
  }
  const wrong = wrongWith(value)
  if (wrong !== null) throw problem(wrong)
  return value as Plan
}

function wrongWith(value: unknown): string | null {
  if (!isRecord(value)) return 'is not a plan'
  const { version, name, routers, links, nodes, timeline } = value
  if (version !== planVersion) return `has version ${JSON.stringify(version)}; this topo reads ${planVersion}`
  if (typeof name !== 'string' || !isList(routers) || !isList(links)) return 'is not a plan'
  if (!isList(nodes) || !isList(timeline)) return 'is not a plan'
  if (!nodes.every((node) => isRecord(node) && typeof node['name'] === 'string'))
    return 'has a node without a name'
  const stranger = timeline.findIndex((entry) => !isEntry(entry))
  return stranger === -1
    ? null
    : `has an entry that this topo does not know: number ${stranger + 1} of its timeline`
}

function isEntry(entry: unknown): boolean {
  if (!isRecord(entry) || typeof entry['id'] !== 'string' || !isRecord(entry['start'])) return false
  switch (entry['type']) {
    case 'fault':
      return isOneOf(entry['fault'], faults)
    case 'expectation':
      return isOneOf(entry['expectation'], expectations) && isRecord(entry['mode'])
    default:
      return false
  }
}

function isOneOf(value: unknown, registry: object): boolean {
  return (
    isRecord(value) &&
    typeof value['kind'] === 'string' &&
    Object.hasOwn(registry, value['kind']) &&
    isRecord(value['params'])
  )
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}
