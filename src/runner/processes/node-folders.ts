/** The folders of a run's nodes: a home and a folder for temporary files for each, new in every run and removed after it. */
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Number of the descriptor through which a node process reaches its folder. */
export const folderDescriptor = 3

export class NodeFolders implements Disposable {
  readonly root = mkdtempSync(path.join(os.tmpdir(), 'topo-'))

  /** Path for a Unix socket. */
  readonly socket = path.join(this.root, '.control')

  /** The folder of a node, which lasts from one of its processes to the next. */
  of(node: string): string {
    const folder = path.join(this.root, node)
    for (const name of ['home', 'tmp']) mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 })
    return folder
  }

  /** Writes the private key of a node into its folder, and returns the file. The program may have changed an earlier one. */
  keyFile(node: string, key: Uint8Array): string {
    const file = path.join(this.of(node), 'private.key')
    rmSync(file, { force: true })
    writeFileSync(file, key, { mode: 0o600, flag: 'wx' })
    return file
  }

  [Symbol.dispose](): void {
    // Where too few files may be open, it can be removed when the process has closed its own.
    if (!this.#remove()) process.once('exit', () => this.#remove())
  }

  #remove(): boolean {
    try {
      rmSync(this.root, { recursive: true, force: true })
      return true
    } catch {
      return false
    }
  }
}

/** Calls `use` with a descriptor of the folder, which is closed after it. */
export function withDescriptor<T>(folder: string | null, use: (descriptor: number | null) => T): T {
  if (folder === null) return use(null)
  const descriptor = openSync(folder, 'r')
  try {
    return use(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
