import type net from 'node:net'
import type { Script } from './script.ts'
import { type Recording, Tape } from './tape.ts'

const longest = 8000

/** A server of a script, until its recording is taken. */
export interface Served {
  readonly tape: Tape
  /** Waits until its connections are gone, and returns what it has seen. */
  finish(): Promise<Recording>
}

export async function serveScript(script: Script, host: string): Promise<Served> {
  const tape = new Tape(host)
  const server = script.serve?.(tape)
  if (server === undefined) return { tape, finish: async () => tape.recording }
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  tape.port = (server.address() as net.AddressInfo).port
  const finish = async () => {
    for (let tries = 0; tries < 20 && sockets.size > 0; tries++) await tape.pause(25)
    await tape.pause(25)
    const recording = structuredClone(tape.recording)
    for (const socket of sockets) socket.destroy()
    if (server.listening) server.close()
    return recording
  }
  return { tape, finish }
}

/** Runs the client of a script. */
export async function actScript(script: Script, tape: Tape): Promise<Recording> {
  let limit: NodeJS.Timeout | undefined
  const stuck = new Promise<void>((resolve) => {
    limit = setTimeout(() => {
      tape.note('script', 'is stuck')
      resolve()
    }, longest)
  })
  await Promise.race([stuck, Promise.resolve(script.act(tape)).catch((error) => tape.note('script', error))])
  clearTimeout(limit)
  await tape.pause(40)
  return tape.recording
}

/** Runs a script in this process. */
export async function runScript(script: Script, host: string): Promise<Recording> {
  const { tape, finish } = await serveScript(script, host)
  await actScript(script, tape)
  return finish()
}
