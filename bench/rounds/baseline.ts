/** Runs libp2p alone in a process of its own, and says how much CPU its pings took. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

export async function measureBaseline(bundle: string, pings: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [bundle, String(pings)])
  return Number(stdout)
}
