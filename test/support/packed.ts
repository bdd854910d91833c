import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'

/** What `npm pack` makes of a package of this name: a few lines and no dependencies. */
export async function pack(folder: string, name: string, version: string): Promise<string> {
  const source = path.join(folder, `${name.replace('/', '-')}-source`)
  mkdirSync(source, { recursive: true })
  writeFileSync(path.join(source, 'package.json'), JSON.stringify({ name, version, dependencies: {} }))
  writeFileSync(path.join(source, 'index.js'), `export const version = '${version}'\n`)
  const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: source })
  return path.join(folder, stdout.trim())
}
