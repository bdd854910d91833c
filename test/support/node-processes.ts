/** Real node processes with the sandbox in them, for tests and benchmarks of the rounds. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { SandboxParameters } from '../../src/protocol/start-parameters.ts'
import { type Batch, op } from '../../src/protocol/wire.ts'
import { NodeChannel } from '../../src/runner/processes/channel.ts'

/** Node's own folder for compiled modules: a process need not strip and compile the sandbox that another one has compiled. */
const compiled = path.join(tmpdir(), 'node-compile-cache')

export interface NodeProcess {
  readonly name: string
  readonly rank: number
  readonly child: ChildProcess
  readonly channel: NodeChannel
  readonly exited: Promise<number | null>
  /** Everything that it has printed on stderr. */
  stderr(): string
  send(batch: Batch): void
  onBatch(listener: (batch: Batch) => void): void
}

export interface NodeOptions extends Partial<SandboxParameters> {
  /** Arguments for Node: flags, the program, the program's arguments. */
  readonly argv: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly stdio?: 'inherit' | 'pipe'
  readonly rank?: number
}

export class NodeProcesses implements AsyncDisposable {
  readonly #server = net.createServer((socket) => this.#accept(socket))
  readonly #waiting = new Map<string, (channel: NodeChannel) => void>()
  readonly #started: NodeProcess[] = []
  #port = 0
  #secrets = 0

  async start(name: string, options: NodeOptions): Promise<NodeProcess> {
    if (this.#port === 0) {
      this.#server.listen(0, '127.0.0.1')
      await once(this.#server, 'listening')
      this.#port = (this.#server.address() as net.AddressInfo).port
    }
    const { argv, env = {}, stdio = 'pipe', rank = 0, ...rest } = options
    const secret = `secret-${++this.#secrets}`
    const parameters: SandboxParameters = {
      seed: '1',
      clock: 'virtual',
      epoch: Date.UTC(2026, 0, 1),
      time: 0,
      addresses: [],
      ...rest,
      port: this.#port,
      path: null,
      secret,
      node: name,
    }
    const connected = new Promise<NodeChannel>((resolve) => this.#waiting.set(secret, resolve))
    const child = spawn(process.execPath, [...argv], {
      env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...env, TOPO_NODE: JSON.stringify(parameters) },
      stdio: ['ignore', stdio, stdio],
    })
    let stderr = ''
    child.stderr?.on('data', (chunk) => {
      stderr += chunk
    })
    child.stdout?.resume()
    const exited = once(child, 'exit').then(([code]) => code as number | null)
    const early = exited.then((code) => {
      throw new Error(`${name} exited with ${code} before it said hello:\n${stderr}`)
    })
    const channel = await Promise.race([connected, early])
    const node: NodeProcess = {
      name,
      rank,
      child,
      channel,
      exited,
      stderr: () => stderr,
      send: (batch) => channel.send(batch),
      onBatch: (listener) => channel.onBatch(listener),
    }
    early.catch(() => {})
    this.#started.push(node)
    return node
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { child } of this.#started) child.kill('SIGKILL')
    await Promise.all(this.#started.map(({ exited }) => exited))
    this.#server.close()
  }

  #accept(socket: net.Socket): void {
    const channel = new NodeChannel(socket)
    channel.onBatch((batch) => {
      const hello = batch.frames.find((frame) => frame.op === op.control)
      if (hello === undefined) return
      const { secret } = JSON.parse(Buffer.from(hello.payload).toString()) as { secret: string }
      this.#waiting.get(secret)?.(channel)
      this.#waiting.delete(secret)
    })
  }
}
