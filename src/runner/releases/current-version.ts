import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'

/** Version of topo's own libp2p; null: it is unknown. */
export function currentVersion(): string | null {
  const file = findPackageJSON('libp2p', import.meta.url)
  if (file === undefined) return null
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version?: string }
  return version ?? null
}
