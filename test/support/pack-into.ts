import path from 'node:path'
import { execa } from 'execa'
import { root } from './run-topology.ts'

/** Builds the package in `built` and packs it into `folder`, as for publication. Returns the file. */
export async function packInto(folder: string, built: string): Promise<string> {
  await execa(process.execPath, ['scripts/build.ts', built], { cwd: root })
  const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: built })
  return path.join(folder, stdout.trim())
}
