/** One client of `topo control`: requests and answers as JSON, one a line. */
import type net from 'node:net'
import type { TopoEvent } from '../../events/event.ts'
import type { LiveSession } from '../live-session.ts'
import { type ControlAnswer, type Controller, errorOf } from './controller.ts'
import type { ControlReply } from './messages.ts'
import { idIn } from './read-request.ts'

/** Most characters of a request. */
const longestRequest = 64 * 1024
/** Most characters of an answer, and most unread bytes of answers before one more. */
const longestAnswer = 64 * 1024 * 1024

export interface ConnectionOptions {
  readonly socket: net.Socket
  readonly controller: Controller
  readonly session: LiveSession
  /** Called after the answer to `end`. */
  readonly onEnd: () => void
}

export class Connection {
  readonly #options: ConnectionOptions
  /** Requests without an answer. */
  readonly #pending = new Set<Promise<void>>()
  #follows = false
  #rest = ''

  constructor(options: ConnectionOptions) {
    this.#options = options
    const { socket } = options
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => this.#read(text))
    socket.on('end', () => this.#finish())
    // A client that is gone needs no answers.
    socket.on('error', () => {})
  }

  /** Resolves when all requests are answered, and the answers have left. */
  async end(): Promise<void> {
    await Promise.allSettled(this.#pending)
    const { socket } = this.#options
    const { promise, resolve } = Promise.withResolvers<void>()
    socket.once('close', resolve)
    if (socket.destroyed) resolve()
    else socket.end(resolve)
    await promise
  }

  destroy(): void {
    this.#options.socket.destroy()
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split('\n')
    this.#rest = lines.pop() ?? ''
    const tooLong = [...lines, this.#rest].findIndex((line) => line.length > longestRequest)
    const taken = tooLong === -1 ? lines : lines.slice(0, tooLong)
    for (const line of taken) if (line.trim() !== '') this.#take(line)
    if (tooLong === -1) return
    this.#rest = ''
    const message = `a request is one line of at most ${longestRequest} characters`
    this.#send({ id: null, error: { kind: 'input', message } })
    this.#options.socket.end(() => this.destroy())
  }

  #take(line: string): void {
    const request = this.#request(line)
    this.#pending.add(request)
    request.finally(() => this.#pending.delete(request))
  }

  async #request(line: string): Promise<void> {
    const id = idIn(line)
    const { controller, onEnd } = this.#options
    try {
      const answer = await controller.answer(line)
      this.#send({ id, output: answer.output })
      this.#follow(answer, (event) => this.#send({ id, event }))
      if (answer.isEnd) onEnd()
    } catch (error) {
      this.#send({ id, error: errorOf(error) })
    }
  }

  /** Sends all later events, also those since the answer was made. */
  #follow({ follows }: ControlAnswer, send: (event: TopoEvent) => void): void {
    if (follows === null) return
    this.#follows = true
    const { session, socket } = this.#options
    const follow = (event: TopoEvent) => {
      if (follows(event)) send(event)
    }
    for (const event of session.events) follow(event)
    session.followers.add(follow)
    socket.on('close', () => session.followers.delete(follow))
  }

  /** The client sends no more. */
  async #finish(): Promise<void> {
    if (this.#rest.trim() !== '') this.#take(this.#rest)
    this.#rest = ''
    await Promise.allSettled(this.#pending)
    if (!this.#follows) this.#options.socket.end()
  }

  #send(reply: ControlReply): void {
    const { socket } = this.#options
    // A client that does not read.
    if (socket.writableLength > longestAnswer) socket.destroy()
    if (!socket.writable) return
    const text = JSON.stringify(reply)
    socket.write(`${text.length > longestAnswer ? JSON.stringify(tooMuch(reply, text.length)) : text}\n`)
  }
}

function tooMuch(reply: ControlReply, length: number): ControlReply {
  const size = `${Math.ceil(length / 2 ** 20)} MiB`
  const message = `the answer has ${size}, and the most is ${longestAnswer / 2 ** 20}: ask for less, such as events \`after\` a number, \`of\` a kind, or of one \`node\``
  return { id: 'id' in reply ? reply.id : null, error: { kind: 'input', message } }
}
