import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'

/** Packs a package of this name, with a few lines and no dependencies. Returns the file. */
export async function pack(folder: string, name: string, version: string): Promise<string> {
  const [file = ''] = await packAll(folder, [name], version)
  return file
}

/** Packs several such packages. Returns their files in the order of the names. */
export async function packAll(
  folder: string,
  names: readonly string[],
  version: string,
): Promise<readonly string[]> {
  const sources = names.map((name) => {
    const source = path.join(folder, `${name.replace('/', '-')}-source`)
    mkdirSync(source, { recursive: true })
    writeFileSync(path.join(source, 'package.json'), JSON.stringify({ name, version, dependencies: {} }))
    writeFileSync(path.join(source, 'index.js'), `export const version = '${version}'\n`)
    return source
  })
  const { stdout } = await execa('npm', ['pack', '--silent', '--pack-destination', folder, ...sources])
  return stdout
    .trim()
    .split('\n')
    .map((file) => path.join(folder, file))
}
