import { once } from 'node:events'
import { type ExitCode, exitCode, InputError } from '../base/errors.ts'
import { ControlServer } from '../library/control/server.ts'
import { type SocketPlace, socketPlace } from '../library/control/socket-place.ts'
import { type OpenedTopology, openTopology } from '../library/open-topology.ts'
import type { RunOptions } from '../library/run-options.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import type { ProcessCount } from '../runner/language/values/process-count.ts'
import type { ReporterName } from '../runner/reports/reporters/registry.ts'
import { replay } from '../runner/reports/reporters/replay.ts'
import { createReporters, formatFailure, Reporting } from '../runner/reports/reporters/reporting.ts'
import { openResults } from '../runner/results/open-results.ts'
import type { CliContext } from './context.ts'
import { exitCodeOf } from './exit-code.ts'
import { interruptible } from './interruptible.ts'
import { reporterContext } from './reporting.ts'
import { tellCaptures } from './tell-captures.ts'

/** The flags of `topo run`. */
export interface HoldFlags {
  readonly seed?: number
  readonly clock?: Overrides['clock']
  readonly fabric?: Overrides['fabric']
  readonly libp2p?: readonly string[]
  readonly repeat: number
  readonly until?: number
  readonly reporter?: readonly ReporterName[]
  readonly results: string
  readonly processes?: ProcessCount
  readonly pcap?: true
  readonly pcapLimit?: number
  readonly socket?: string
  readonly endWithStdin?: true
}

/**
 * Starts a topology and holds it until a client or a signal ends it: `topo control` steers it. Prints the path of the
 * socket, and the report after the end.
 */
export async function holdTopology(
  files: readonly string[],
  flags: HoldFlags,
  context: CliContext,
): Promise<ExitCode> {
  const [file] = files
  if (file === undefined || files.length > 1)
    throw new InputError('--hold takes one topology: several cannot be controlled at one socket')
  const options = optionsOf(flags)
  using place = await socketPlace(flags.socket ?? null, context.env)
  const reporting = new Reporting(
    await createReporters(flags.reporter ?? ['terminal'], reporterContext(context, 1)),
  )
  let code = exitCode.interrupted as ExitCode
  await interruptible(context, async (signal) => {
    const opened = await start(file, options, signal)
    if (opened === null) return
    const isLeft = flags.endWithStdin === true ? ended(context.stdin) : new Promise(() => {})
    await control(opened, place, context, Promise.race([aborted(signal), isLeft]))
    const stored = openResults(opened.net.folder)
    replay(stored, reporting)
    code = exitCodeOf([stored.verdict])
  })
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  return code === exitCode.pass && failures.length > 0 ? exitCode.unknown : code
}

/** Resolves when the topology has ended, and its clients know. */
async function control(
  opened: OpenedTopology,
  place: SocketPlace,
  context: CliContext,
  isEnded: Promise<unknown>,
): Promise<void> {
  await using net = opened.net
  await using server = await ControlServer.open(opened, place)
  context.stdout.write(`${place.path}\n`)
  await Promise.race([server.ended, opened.over, isEnded])
  const { captures } = await net.end()
  tellCaptures(captures, context)
}

function optionsOf({ repeat, until, libp2p = [], pcap, pcapLimit, ...flags }: HoldFlags): RunOptions {
  if (repeat > 1 || until !== undefined || libp2p.length > 1)
    throw new InputError(
      '--hold starts one run, which a client ends: leave out --repeat, --until and all releases but one',
    )
  const { seed, clock, fabric, results, processes } = flags
  const capture = pcapLimit === undefined ? pcap : { limit: pcapLimit }
  return { seed, clock, fabric, libp2p: libp2p[0], results, processes, pcap: capture }
}

/** Returns null when the signal aborts before all nodes are up. After that, a signal ends the topology as a client does. */
async function start(file: string, options: RunOptions, signal: AbortSignal): Promise<OpenedTopology | null> {
  const starting = new AbortController()
  const abort = () => starting.abort(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await openTopology(file, file, { ...options, signal: starting.signal })
  } catch (error) {
    if (starting.signal.aborted) return null
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted ? Promise.resolve() : once(signal, 'abort')
}

/** Resolves when there is no more to read, or when the stream fails. */
function ended(input: NodeJS.ReadableStream): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of ['end', 'close', 'error']) input.once(event, () => resolve())
  input.resume()
  return promise
}
