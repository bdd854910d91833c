/** Captured packets as tcpdump reads them: a reader that knows nothing of topo. */
import { execFileSync, spawnSync } from 'node:child_process'

export const hasTcpdump = canRead()

function canRead(): boolean {
  if (spawnSync('tcpdump', ['--version']).status === 0) return true
  if (process.env['CI'] !== undefined) throw new Error('CI has no tcpdump: apt install tcpdump')
  process.stderr.write(
    'SKIPPED tests of captured packets: there is no tcpdump. On Debian: apt install tcpdump\n',
  )
  return false
}

/** The packets of a file, a line for each. Throws when a checksum or a length is wrong. */
export function packetsIn(file: string, ...options: readonly string[]): readonly string[] {
  const inDetail = tcpdump('-vvv', '-nn', '-r', file)
  const wrong = inDetail.split('\n').find((line) => /incorrect|\bbad\b|truncated-ip|invalid|\[\|/.test(line))
  if (wrong !== undefined) throw new Error(`${file} has a damaged packet: ${wrong}`)
  return tcpdump('-nn', ...options, '-r', file)
    .split('\n')
    .filter((line) => line !== '')
}

function tcpdump(...options: readonly string[]): string {
  return execFileSync('tcpdump', options, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
}
