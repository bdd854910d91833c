import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'

const root = path.join(import.meta.dirname, '../..')

/** The parts of the project that its programs and the helpers of its tests consist of. */
const parts = [
  ...['src', 'cli.ts', 'package.json', 'vitest.config.ts'],
  ...['test/fixtures', 'test/support', 'test/setup', 'test/runner/simulation/network/lab.ts'],
]

/** A copy of the sources, for tests that change them. Paths are relative to it. */
export class CopiedSources {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    for (const part of parts) cpSync(path.join(root, part), path.join(folder, part), { recursive: true })
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'))
  }

  write(file: string, text: string): void {
    const place = path.join(this.folder, file)
    mkdirSync(path.dirname(place), { recursive: true })
    writeFileSync(place, text)
  }

  /** Replaces parts of a file. Throws when one is missing. */
  replace(file: string, ...changes: readonly (readonly [string | RegExp, string])[]): void {
    let text = readFileSync(path.join(this.folder, file), 'utf8')
    for (const [from, to] of changes) {
      if (typeof from === 'string' ? !text.includes(from) : !from.test(text))
        throw new Error(`${file} has no ${from}`)
      text = text.replace(from, to)
    }
    this.write(file, text)
  }

  /** Returns the errors that the compiler finds in these files and folders. */
  async compile(...include: readonly string[]): Promise<string> {
    const settings: object = JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8'))
    this.write('tsconfig.json', JSON.stringify({ ...settings, include }))
    // Several threads check much of it twice.
    return (await this.run('node_modules/typescript/bin/tsc', '--pretty', 'false', '--singleThreaded')).stdout
  }

  topo(...args: readonly string[]) {
    return this.run('cli.ts', ...args)
  }

  /** Runs a program of the copy. */
  async run(program: string, ...args: readonly string[]) {
    const { stdout, stderr, exitCode } = await execa(process.execPath, [program, ...args], {
      cwd: this.folder,
      env: { TOPO_CACHE: path.join(this.folder, 'cache'), NO_COLOR: '1' },
      reject: false,
    })
    return { stdout, stderr, code: exitCode }
  }
}
