/** A small client of the socket of a topology that `topo run --hold` has started. */
import net from 'node:net'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import { type ExitCode, exitCode, HarnessError, InputError, messageOf } from '../base/errors.ts'
import type { ControlError } from '../library/control/messages.ts'
import type { CliContext } from './context.ts'
import { untilEnded } from './until-ended.ts'

interface Reply {
  readonly error?: ControlError
  readonly event?: object
}

const codes = {
  input: exitCode.input,
  expectation: exitCode.fail,
  fault: exitCode.fail,
  run: exitCode.unknown,
} as const satisfies Record<ControlError['kind'], ExitCode>

export function addControl(program: Command, context: CliContext): void {
  program
    .command('control')
    .description('steer a topology that `topo run --hold` has started')
    .argument('<socket>', 'the path of its socket')
    .argument('<requests...>', 'JSON objects, or names of commands without an input: state, end')
    .addHelpText('after', helpAfter)
    .action(async (path: string, requests: string[]) =>
      context.done(await untilEnded(context, (ended) => control(path, requests, context, ended))),
    )
}

const helpAfter = `
Prints each answer as a line of JSON, and ends at the first error. Example:
  topo control s.sock '{"command":"fault","input":{"fault":"restart","node":"boot"}}' end`

async function control(
  path: string,
  requests: readonly string[],
  context: CliContext,
  ended: Promise<ExitCode>,
): Promise<ExitCode> {
  const socket = await connected(path)
  let isAnswered = false
  const answered = () => {
    isAnswered = true
  }
  try {
    return await Promise.race([
      converse(socket, requests, context, answered),
      // Without an answer, the outcome is not known.
      ended.then((code) => (isAnswered ? code : exitCode.interrupted)),
    ])
  } finally {
    socket.destroy()
  }
}

async function converse(
  socket: net.Socket,
  requests: readonly string[],
  { stdout, stderr }: CliContext,
  answered: () => void,
): Promise<ExitCode> {
  const lines = createInterface(socket)[Symbol.asyncIterator]()
  const next = async (): Promise<Reply | null> => {
    const { value, done } = await lines.next()
    if (done === true) return null
    const reply = asReply(value)
    stdout.write(`${value}\n`)
    return reply
  }
  for (const request of requests) {
    socket.write(`${asLine(request)}\n`)
    let reply = await next()
    while (reply?.event !== undefined) reply = await next()
    if (reply === null) throw new HarnessError('the topology has ended')
    if (reply.error === undefined) continue
    stderr.write(`${reply.error.message}\n`)
    return codes[reply.error.kind]
  }
  answered()
  let isOpen = requests.some(isFollowing)
  while (isOpen) isOpen = (await next()) !== null
  return exitCode.pass
}

function asReply(line: string): Reply {
  try {
    return Object(JSON.parse(line)) as Reply
  } catch {
    const start = JSON.stringify(line.slice(0, 60))
    throw new InputError(`this is no socket of \`topo run --hold\`: it answers with ${start}`)
  }
}

function asLine(text: string): string {
  return /^[a-z]+$/.test(text) ? JSON.stringify({ command: text }) : text.replaceAll(/\r?\n/g, ' ')
}

/** Returns true for a request whose answers go on until the topology ends. */
function isFollowing(text: string): boolean {
  return /"follow"\s*:\s*true/.test(text)
}

function connected(path: string): Promise<net.Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<net.Socket>()
  const socket = net.connect(path, () => resolve(socket))
  socket.on('error', (error) => {
    const hint = '`topo run --hold` prints the path of its socket'
    reject(new InputError(`no topology is controlled at ${path} (${messageOf(error)}); ${hint}`))
  })
  return promise
}
