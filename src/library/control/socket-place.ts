import { lstatSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { InputError } from '../../base/errors.ts'

/** The file of a Unix socket. */
export interface SocketPlace {
  readonly path: string
  /** Removes what is left of it. */
  remove(): void
}

/** Bytes of the longest path of a Unix socket. */
const longest = process.platform === 'linux' ? 107 : 103

/** Returns a place in a new folder of the user's own, or the chosen place if it is free. */
export async function socketPlace(chosen: string | null, env: NodeJS.ProcessEnv): Promise<SocketPlace> {
  if (chosen === null) {
    const folder = mkdtempSync(path.join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), 'topo-'))
    const file = path.join(folder, 'control.sock')
    refuseLong(file)
    return { path: file, remove: () => rmSync(folder, { recursive: true, force: true }) }
  }
  const file = path.resolve(chosen)
  refuseLong(file)
  await freeUp(chosen, file)
  return { path: file, remove: () => rmSync(file, { force: true }) }
}

function refuseLong(file: string): void {
  if (Buffer.byteLength(file) <= longest) return
  throw new InputError(
    `${file} is too long for a Unix socket (${longest} bytes): choose another with --socket`,
  )
}

/** Removes a socket that a killed run has left. */
async function freeUp(chosen: string, file: string): Promise<void> {
  const there = lstatSync(file, { throwIfNoEntry: false })
  if (there === undefined) return
  if (!there.isSocket())
    throw new InputError(`${chosen} exists and is no socket: choose another with --socket`)
  if (await answers(file))
    throw new InputError(`another topology is controlled at ${chosen}: choose another socket with --socket`)
  rmSync(file)
}

function answers(file: string): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = net.connect(file, () => resolve(true))
  socket.on('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
