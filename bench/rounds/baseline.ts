/** Runs libp2p alone in a process of its own, and says how much CPU, in seconds, its pings took. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export async function measureBaseline(bundle: string, way: 'hot' | 'spaced', pings: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [bundle, way, String(pings)])
  return Number(stdout)
}
