/** Puts the parts of the sandbox together, for virtual or real time, and for one node or several. */
import tty from 'node:tty'
import type { Directory } from '../../protocol/directory.ts'
import type { SandboxNews } from '../../protocol/messages.ts'
import type { SharedProcessMessage } from '../../protocol/sandbox-messages.ts'
import type { NamedSettings, SandboxParameters } from '../../protocol/start-parameters.ts'
import { type Batch, batchKind, encodeBatch, nodeIsOver, op } from '../../protocol/wire.ts'
import { installClock } from './clock/install-clock.ts'
import { watchContexts } from './contexts.ts'
import { publishProcess, type TopoControl } from './control.ts'
import { installFinalization } from './finalization.ts'
import { Pump } from './idle/pump.ts'
import { trackCrypto } from './idle/track-crypto.ts'
import { trackFiles } from './idle/track-files.ts'
import { trackWebAssembly } from './idle/track-web-assembly.ts'
import { installMachine } from './machine.ts'
import { installAddresses } from './network/addresses.ts'
import { installDatagrams } from './network/datagrams.ts'
import { installNet } from './network/install-net.ts'
import { installNames } from './network/names.ts'
import { installRefusals } from './network/refusals.ts'
import { enterNode, presentNode } from './present-node.ts'
import { installProcessIds } from './process-ids.ts'
import { installOpensslWarnings } from './random/from-openssl.ts'
import { installRandom } from './random/install-random.ts'
import type { DrawCounts } from './random/randomness.ts'
import { real } from './real.ts'
import { replace } from './replace.ts'
import { RunnerConnection } from './runner-connection.ts'
import { SandboxNode } from './sandbox-node.ts'
import { installUncaught } from './uncaught.ts'
import { installWarnings } from './unrepeatable.ts'
import { installContexts } from './vm-contexts.ts'
import { warnPresentNode } from './warnings.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export function startSandbox(parameters: SandboxParameters): void {
  const virtual = parameters.clock === 'virtual'
  const isShared = parameters.isShared === true
  const nodes = new Map<number, SandboxNode>()
  let wrote = () => {}
  let wake = () => {}
  let directory: Directory | null = null
  let serve: ((control: TopoControl) => void) | null = null

  const connection = new RunnerConnection(
    parameters.path === null ? { host: '127.0.0.1', port: parameters.port } : { path: parameters.path },
    () => {
      const { secret, node } = parameters
      const news: SandboxNews = { type: 'hello', secret, pid: real.pid, node }
      const time = own.time.now
      const payload = encoder.encode(JSON.stringify(news))
      const frames = [{ op: op.control, node: 0, id: 0, time, payload }]
      connection.write(encodeBatch({ kind: batchKind.frames, time, next: 0, frames }))
    },
    (batch) => receive(batch),
    () => real.exit(0),
    // Steps of other nodes wait while one goes on.
    isShared,
  )
  const newNode = (number: number, settings: NamedSettings) => {
    const node = new SandboxNode(number, settings, {
      holdsSteps: virtual,
      write: (bytes) => connection.write(bytes),
      close: () => connection.close(),
      wrote: () => wrote(),
      wake: () => wake(),
      countTimers: virtual ? null : countTimers,
    })
    nodes.set(number, node)
    return node
  }
  /** The node of the process itself. In a shared process it owns only what the program does while it loads. */
  const own = newNode(0, parameters)
  enterNode(own)
  /** The numbers that the program drew while it was loaded. */
  let loaded: DrawCounts = own.random.drawn()
  /** Batches that came to a shared process while its program was loading. */
  const early: Batch[] = []

  watchContexts()
  installNet(() => presentNode().sockets.newHandle())
  installDatagrams(() => presentNode().datagrams)
  installNames(presentNode)
  installAddresses(presentNode)
  rememberTerminals()
  installRandom(() => presentNode().random)
  const receive = virtual ? lead() : follow()
  publishProcess({
    isShared,
    get node() {
      return presentNode().number
    },
    get directory() {
      return directory
    },
    get control() {
      return presentNode().controls.control
    },
    serve: (agent) => {
      serve = agent
      loaded = own.random.drawn()
      if (!isShared) agent(own.controls.control)
      real.setImmediate(() => {
        for (const batch of early.splice(0)) receive(batch)
      })
    },
  })

  /** Virtual time: the runner sends steps, and gets one answer to each. */
  function lead(): (batch: Batch) => void {
    installRefusals()
    installProcessIds(() => presentNode().processIds)
    installMachine(() => presentNode().time)
    installWarnings()
    warnPresentNode(() => presentNode().warnings)
    installFinalization()
    const works = () => presentNode().works
    trackCrypto(works)
    trackWebAssembly(works)
    trackFiles(works)
    installOpensslWarnings()
    installClock(presentNode)
    installContexts(() => presentNode().time.calendar())
    const pump = new Pump({ present: presentNode, enter: enterNode })
    wake = () => pump.wake()
    const end = (node: SandboxNode) => {
      nodes.delete(node.number)
      // Nothing of it runs any more.
      if (presentNode() === node) enterNode(own)
    }
    const crash = (node: SandboxNode) => {
      node.rest(nodeIsOver)
      end(node)
      pump.abandon()
    }
    installUncaught(presentNode, isShared ? (node) => (node === own ? process.exit(1) : crash(node)) : null)
    const obey = (number: number, message: SharedProcessMessage) => {
      const node = nodes.get(number)
      if (message.type === 'run') {
        directory = message
        return
      }
      if (message.type === 'close') {
        if (node !== undefined) end(node)
        return
      }
      const opened = newNode(number, message)
      opened.random.skipAsMuchAs(loaded)
      enterNode(opened)
      serve?.(opened.controls.control)
    }
    return (batch) => {
      const { kind, node: number = 0, time, next, frames } = batch
      // In their order: those that come before the early ones are handed on wait, too.
      if (isShared && (serve === null || early.length > 0)) {
        early.push(batch)
        return
      }
      if (kind === batchKind.step) {
        pump.begin(() => nodes.get(number), { time, horizon: next, frames })
        return
      }
      for (const { payload } of frames) {
        const message = JSON.parse(decoder.decode(payload)) as SharedProcessMessage
        pump.whenAtRest(() => obey(number, message))
      }
    }
  }

  /** Real time: each side sends frames at any time. */
  function follow(): (batch: Batch) => void {
    installUncaught(presentNode, null)
    let flushing = false
    wrote = () => {
      if (flushing) return
      flushing = true
      process.nextTick(() => {
        flushing = false
        own.flush()
      })
    }
    const { turns } = own
    wake = () =>
      real.setImmediate(() => {
        turns.begin()
        while (turns.runOne()) real.runTicks()
        // News that came while a result was pending has woken nobody.
        if (turns.isWaiting) wake()
      })
    return ({ frames }) => {
      for (const frame of frames) own.deliver(frame)
    }
  }
}

/** In real time Node knows the timers. */
function countTimers(): number {
  return real.activeResources().filter((name) => name === 'Timeout').length
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
