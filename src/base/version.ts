import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

const file = findPackageJSON(import.meta.url)
const manifest = JSON.parse(file === undefined ? '{}' : readFileSync(file, 'utf8')) as {
  readonly version?: string
}

/** topo's own version. */
export const version = manifest.version ?? 'unknown'
