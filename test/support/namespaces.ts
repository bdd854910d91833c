/** True where this machine lets topo make network namespaces. Says so where it does not. */
import { spawnSync } from 'node:child_process'
import { findTools } from '../../src/runner/fabrics/netns/tools.ts'

export const hasNamespaces = canHaveNamespaces()

function canHaveNamespaces(): boolean {
  try {
    const { unshare } = findTools()
    const users = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
    const { status, stderr } = spawnSync(unshare, [...users, '--net', '--mount', 'true'], {
      encoding: 'utf8',
    })
    if (status === 0) return true
    process.stderr.write(`SKIPPED tests of fabric netns: ${stderr}`)
  } catch (error) {
    process.stderr.write(
      `SKIPPED tests of fabric netns: ${error instanceof Error ? error.message : String(error)}\n`,
    )
  }
  return false
}
