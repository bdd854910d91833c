/** Puts the parts of the sandbox together, for virtual or real time. */
import tty from 'node:tty'
import type { SandboxNews } from '../../protocol/messages.ts'
import type { SandboxParameters } from '../../protocol/start-parameters.ts'
import { type Batch, BatchWriter, batchKind, type Frame, op } from '../../protocol/wire.ts'
import { installClock } from './clock/install-clock.ts'
import { VirtualTime } from './clock/virtual-time.ts'
import { watchContexts } from './contexts.ts'
import { Controls } from './controls.ts'
import { installFinalization } from './finalization.ts'
import { Pump } from './idle/pump.ts'
import { trackCrypto } from './idle/track-crypto.ts'
import { trackFiles } from './idle/track-files.ts'
import { trackWebAssembly } from './idle/track-web-assembly.ts'
import { Works } from './idle/works.ts'
import { installMachine } from './machine.ts'
import { Addresses } from './network/addresses.ts'
import { installDatagrams } from './network/datagrams.ts'
import { installNet, listenFailed } from './network/install-net.ts'
import { NameQueries } from './network/name-queries.ts'
import { installNames } from './network/names.ts'
import { installRefusals } from './network/refusals.ts'
import { SocketTable } from './network/socket-table.ts'
import { Turns } from './network/turns.ts'
import { UdpSockets } from './network/udp-sockets.ts'
import { installProcessIds } from './process-ids.ts'
import { installOpensslWarnings } from './random/from-openssl.ts'
import { Generator } from './random/generator.ts'
import { installRandom } from './random/install-random.ts'
import { real } from './real.ts'
import { replace } from './replace.ts'
import { RunnerConnection } from './runner-connection.ts'
import { installWarnings } from './unrepeatable.ts'
import { installContexts } from './vm-contexts.ts'
import { onWarning } from './warnings.ts'

const encoder = new TextEncoder()

export function startSandbox(parameters: SandboxParameters): void {
  const virtual = parameters.clock === 'virtual'
  const time = new VirtualTime(parameters.epoch, parameters.time)
  const writer = new BatchWriter()
  const addresses = new Addresses(parameters.addresses)
  let flushSoon = () => {}
  let wake = () => {}

  const connection = new RunnerConnection(
    parameters.path === null ? { host: '127.0.0.1', port: parameters.port } : { path: parameters.path },
    () => {
      const { secret, node } = parameters
      const hello = new BatchWriter(1024)
      const news: SandboxNews = { type: 'hello', secret, pid: real.pid, node }
      hello.frame(op.control, 0, 0, time.now, encode(news))
      connection.write(hello.finish(batchKind.frames, time.now, 0))
    },
    (batch) => receive(batch),
    () => real.exit(0),
  )
  const output = {
    frame(frameOp: Frame['op'], id: number, payload?: Uint8Array) {
      writer.frame(frameOp, 0, id, time.now, payload)
      flushSoon()
    },
    data(id: number, bytes: Uint8Array) {
      writer.data(0, id, time.now, bytes)
      flushSoon()
    },
  }
  const works = new Works()
  // In real time Node knows them.
  let countTimers = () => real.activeResources().filter((name) => name === 'Timeout').length
  const controls = new Controls({
    send: (message) => output.frame(op.control, 0, encode(message)),
    flush: () => flush(),
    close: () => connection.close(),
    hold: (work) => (virtual ? works.hold(work) : work),
    begin: () => (virtual ? works.begin() : (release) => release()),
    skew: (milliseconds) => {
      time.skew = milliseconds
    },
    addresses: (own) => addresses.set(own),
    handles: () => table.size + countTimers(),
  })
  const turns = new Turns(() => wake())
  const table = new SocketTable(output, addresses, turns, listenFailed)
  const ports = new Generator(`${parameters.seed}:${parameters.node}:udp`)
  const datagrams = new UdpSockets({
    sink: output,
    addresses,
    later: (call) =>
      turns.poll(() => {
        call()
        return false
      }),
    firstPort: 32_768 + (ports.bits() >>> 18),
  })
  const deliver = (frame: Frame) => {
    if (frame.op === op.control) controls.receive(frame.payload)
    else if (frame.op === op.datagram || frame.op === op.unreachable) datagrams.receive(frame)
    else table.receive(frame)
  }
  const flush = () => {
    if (!writer.empty) connection.write(writer.finish(batchKind.frames, time.now, 0))
  }

  watchContexts()
  installNet(() => table.newHandle())
  installDatagrams(datagrams)
  installNames(new NameQueries(datagrams), addresses)
  addresses.install(parameters.node)
  rememberTerminals()
  installRandom(`${parameters.seed}:${parameters.node}`)
  const receive = virtual ? lead() : follow()
  controls.install()

  /** Virtual time: the runner sends steps, and gets one answer to each. */
  function lead(): (batch: Batch) => void {
    installRefusals()
    installProcessIds(`${parameters.seed}:${parameters.node}`)
    installMachine(time)
    installWarnings()
    onWarning((text) => output.frame(op.control, 0, encode(note(text))))
    installFinalization()
    trackCrypto(works)
    trackWebAssembly(works)
    trackFiles(works)
    installOpensslWarnings()
    const timers = installClock(time)
    countTimers = () => timers.size
    installContexts(() => time.calendar())
    const idle = () => connection.write(writer.finish(batchKind.idle, time.now, timers.next()))
    const pump = new Pump({ time, timers, works, turns, deliver, idle })
    wake = () => pump.wake()
    return ({ time: at, next, frames }) => pump.begin({ time: at, horizon: next, frames })
  }

  /** Real time: each side sends frames at any time. */
  function follow(): (batch: Batch) => void {
    let flushing = false
    flushSoon = () => {
      if (flushing) return
      flushing = true
      process.nextTick(() => {
        flushing = false
        flush()
      })
    }
    wake = () =>
      real.setImmediate(() => {
        turns.begin()
        while (turns.runOne()) real.runTicks()
        // News that came while a result was pending has woken nobody.
        if (turns.isWaiting) wake()
      })
    return ({ frames }) => {
      for (const frame of frames) deliver(frame)
    }
  }
}

/** Remembers which descriptors are terminals: loggers ask once for each scope, and every question is a system call. */
function rememberTerminals(): void {
  const { isatty } = tty
  const known = new Map<number, boolean>()
  replace(tty, 'isatty', (descriptor: number) => {
    const answer = known.get(descriptor) ?? isatty(descriptor)
    known.set(descriptor, answer)
    return answer
  })
}

function note(text: string): SandboxNews {
  return { type: 'event', event: { kind: 'note', text } }
}

function encode(message: object): Uint8Array {
  return encoder.encode(JSON.stringify(message))
}
