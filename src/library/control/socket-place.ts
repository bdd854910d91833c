import { lstatSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { InputError, messageOf } from '../../base/errors.ts'

/** The file of a Unix socket. The server that listens there removes the file; the place removes a folder that it has made. */
export interface SocketPlace extends Disposable {
  readonly path: string
}

/** Bytes of the longest path of a Unix socket. */
const longest = process.platform === 'linux' ? 107 : 103

const prefix = 'topo-'
const name = 'control.sock'

/** Returns a place in a new folder of the user's own, or the chosen place if it is free. */
export async function socketPlace(chosen: string | null, env: NodeJS.ProcessEnv): Promise<SocketPlace> {
  if (chosen === null) {
    const folder = newFolder(env)
    return {
      path: path.join(folder, name),
      [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
    }
  }
  const file = path.resolve(chosen)
  refuseLong(file)
  await freeUp(chosen, file)
  // Until this server listens, the path may become that of another one.
  return { path: file, [Symbol.dispose]: () => {} }
}

/** Makes a folder in the user's own runtime folder if it can, else in that for temporary files. */
function newFolder(env: NodeJS.ProcessEnv): string {
  const own = env['XDG_RUNTIME_DIR'] ?? ''
  if (path.isAbsolute(own) && isShort(socketIn(own))) {
    try {
      return mkdtempSync(path.join(own, prefix))
    } catch {
      // A system without a login session may name a folder that does not exist.
    }
  }
  const common = tmpdir()
  refuseLong(socketIn(common))
  try {
    return mkdtempSync(path.join(common, prefix))
  } catch (error) {
    throw new InputError(`cannot make a folder for the socket: ${messageOf(error)}: choose one with --socket`)
  }
}

/** Returns a path that is as long as that of the socket in a new folder. */
function socketIn(folder: string): string {
  return path.join(folder, `${prefix}XXXXXX`, name)
}

function isShort(file: string): boolean {
  return Buffer.byteLength(file) <= longest
}

function refuseLong(file: string): void {
  if (isShort(file)) return
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
