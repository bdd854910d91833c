/** Makes a libp2p host a rendezvous point: handles its streams, and ends expired registrations. */
import type { Connection, Libp2p, StreamHandler } from '@libp2p/interface'
import { longestTimer } from '../../base/longest-timer.ts'
import type { RegistrationLimits } from '../../protocol/rendezvous-config.ts'
import type { Observe } from '../host/observe.ts'
import { type ByteStream, MessageStream } from './message-stream.ts'
import { decodeMessage, encodeMessage } from './messages.ts'
import { longestRequest, rendezvousProtocol, requestTimeout } from './protocol.ts'
import { Registrations } from './registrations.ts'
import { RendezvousPoint } from './rendezvous-point.ts'

/** Resolves with a function that stops it. The end of the host closes the streams. */
export async function serveRendezvous(
  host: Libp2p,
  limits: RegistrationLimits,
  observe: Observe,
): Promise<() => void> {
  const instance = Buffer.alloc(8)
  instance.writeBigUInt64BE(BigInt(Date.now()))
  const registrations = new Registrations(limits, instance)
  const point = new RendezvousPoint(registrations, observe)
  let timer: NodeJS.Timeout | undefined
  let isOver = false
  const scheduleExpiry = () => {
    clearTimeout(timer)
    const next = registrations.nextExpiry
    if (next === null || isOver) return
    timer = setTimeout(
      () => {
        point.expire()
        scheduleExpiry()
      },
      Math.min(next - Date.now(), longestTimer),
    )
  }
  const handle: StreamHandler = (stream, connection) => answerAll(stream, connection, point, scheduleExpiry)
  await host.handle(rendezvousProtocol, handle, { runOnLimitedConnection: true })
  return () => {
    isOver = true
    clearTimeout(timer)
  }
}

/** Answers requests in turn until the client ends the stream or is silent for too long. */
async function answerAll(
  stream: ByteStream,
  connection: Connection,
  point: RendezvousPoint,
  answered: () => void,
): Promise<void> {
  const messages = new MessageStream(stream, longestRequest)
  const peer = connection.remotePeer.toString()
  const silence = setTimeout(() => messages.abort(new Error('the client is silent')), requestTimeout)
  try {
    for (;;) {
      const request = await messages.next()
      if (request === null) break
      const answer = await point.answer(peer, decodeMessage(request))
      answered()
      if (answer !== null) await messages.send(encodeMessage(answer))
      silence.refresh()
    }
    await messages.close()
  } catch (error) {
    messages.abort(error instanceof Error ? error : new Error(String(error)))
  } finally {
    clearTimeout(silence)
  }
}
