/** The catalogue that comes with topo. */
import { existsSync, readdirSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import path from 'node:path'

const folder = path.join(path.dirname(findPackageJSON(import.meta.url) ?? ''), 'topologies')

export const shippedSchema = path.join(folder, 'topology.schema.json')

/** `relay-restart`, `calimero/s1-boot-node-restart`: what each is called by. */
export function shippedNames(): readonly string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length).replaceAll(path.sep, '/'))
    .sort()
}

export function shippedFile(name: string): string {
  return path.join(folder, `${name}.yaml`)
}
