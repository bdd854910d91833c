/** True where this machine lets topo make network namespaces. Says so where it does not. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { findTools } from '../../src/runner/fabrics/netns/tools.ts'

export const hasNamespaces = canHaveNamespaces()

function canHaveNamespaces(): boolean {
  const obstacle = obstacleHere()
  if (obstacle !== null) process.stderr.write(`SKIPPED tests of fabric netns: ${obstacle.trim()}\n`)
  return obstacle === null
}

function obstacleHere(): string | null {
  try {
    const { unshare } = findTools()
    const users = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
    const { status, stderr } = spawnSync(unshare, [...users, '--net', '--mount', 'true'], {
      encoding: 'utf8',
    })
    if (status !== 0) return stderr
    return existsSync('/dev/net/tun') ? null : 'there is no /dev/net/tun'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
