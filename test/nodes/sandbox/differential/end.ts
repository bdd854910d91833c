import net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

/** A server whose connections are recorded and treated by a function. */
const server =
  (treat: (socket: net.Socket, tape: Tape) => unknown, options: net.ServerOpts = {}) =>
  (tape: Tape): net.Server =>
    net.createServer(options, (socket) => treat(tape.follow('accepted', socket), tape))

async function connected(tape: Tape, options: Partial<net.TcpNetConnectOpts> = {}): Promise<net.Socket> {
  const socket = tape.follow('client', net.connect({ ...tape.to, ...options }))
  await tape.once(socket, 'connect')
  return socket
}

export const end: Scripts = {
  'end of the server ends both sides': {
    serve: server((socket) => socket.end('bye')),
    act: async (tape) => tape.closed(await connected(tape)),
  },
  'end of the client ends both sides': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end(() => tape.note('client', 'ended'))
      tape.state('client', socket, 'readyState', 'writable', 'readable')
      await tape.closed(socket)
    },
  },
  'both end at once': {
    serve: server((socket) => socket.end('server')),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end('client')
      await tape.closed(socket)
    },
  },
  'allowHalfOpen: the client answers after the end': {
    serve: server((socket) => socket.end('question')),
    act: async (tape) => {
      const socket = await connected(tape, { allowHalfOpen: true } as object)
      await tape.once(socket, 'end')
      tape.state('client', socket, 'readyState', 'destroyed')
      socket.end('answer')
      await tape.closed(socket)
    },
  },
  'allowHalfOpen: the server answers after the end': {
    serve: server(
      (socket, tape) =>
        socket.on('end', async () => {
          await tape.pause(20)
          tape.state('accepted', socket, 'readyState')
          socket.end('late')
        }),
      { allowHalfOpen: true },
    ),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end('early')
      await tape.once(socket, 'finish')
      tape.state('client', socket, 'readyState')
      await tape.closed(socket)
    },
  },
  'allowHalfOpen: nobody ends the other side': {
    serve: server((socket) => socket.end('bye')),
    act: async (tape) => {
      const socket = await connected(tape, { allowHalfOpen: true } as object)
      await tape.once(socket, 'end')
      await tape.pause()
      tape.state('client', socket, 'readyState', 'destroyed', 'writable')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'a socket whose end nobody reads stays open': {
    serve: server((socket) => socket.end('bye')),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      await tape.once(socket, 'connect')
      await tape.pause()
      tape.state('client', socket, 'readyState', 'destroyed', 'readableLength', 'bytesRead')
      socket.resume()
      await tape.closed(socket)
    },
  },
  'a write after the other side’s end': {
    serve: server((socket) => socket.end('bye')),
    act: async (tape) => {
      const socket = await connected(tape)
      await tape.once(socket, 'end')
      tape.note(
        'client',
        socket.write('late', (error) => tape.note('client', 'written', error)),
      )
      await tape.closed(socket)
    },
  },
  'a write after the own end': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end()
      tape.note(
        'client',
        socket.write('late', (error) => tape.note('client', 'written', error)),
      )
      await tape.closed(socket)
    },
  },
  'a write after destroy': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.destroy()
      tape.note(
        'client',
        socket.write('late', (error) => tape.note('client', 'written', error)),
      )
      await tape.closed(socket)
      tape.note(
        'client',
        socket.write('later', (error) => tape.note('client', 'written', error)),
      )
      await tape.pause()
    },
  },
  'end twice': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end('x', () => tape.note('client', 'first'))
      socket.end(() => tape.note('client', 'second'))
      await tape.closed(socket)
      socket.end((error?: Error) => tape.note('client', 'third', error))
      await tape.pause()
    },
  },
  'destroy tells close, and the other side end': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.destroy()
      tape.state('client', socket, 'destroyed', 'closed', 'readyState')
      await tape.closed(socket)
      tape.state('client', socket, 'destroyed', 'closed')
    },
  },
  'destroy twice': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.destroy(new Error('first'))
      socket.destroy(new Error('second'))
      await tape.closed(socket)
    },
  },
  'destroy in the handler of end': {
    serve: server((socket) => socket.end('bye')),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.on('end', () => socket.destroy())
      await tape.closed(socket)
    },
  },
  'destroy in the handler of data': {
    serve: server((socket) => socket.end('bye')),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.on('data', () => socket.destroy())
      await tape.closed(socket)
    },
  },
  'destroy after write sends what was written': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write('last words')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'destroySoon after write': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write('last words')
      socket.destroySoon()
      await tape.closed(socket)
    },
  },
  'end and destroy': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end('last words')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'immediates, ticks and promises around destroy': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      setImmediate(() => tape.note('client', 'immediate before'))
      socket.destroy(new Error('mine'))
      process.nextTick(() => tape.note('client', 'tick'))
      Promise.resolve().then(() => tape.note('client', 'promise'))
      setImmediate(() => tape.note('client', 'immediate after'))
      await tape.closed(socket)
    },
  },
  'immediates, ticks and promises around end': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      setImmediate(() => tape.note('client', 'immediate before'))
      socket.end('x')
      process.nextTick(() => tape.note('client', 'tick'))
      Promise.resolve().then(() => tape.note('client', 'promise'))
      setImmediate(() => tape.note('client', 'immediate after'))
      await tape.closed(socket)
    },
  },
  'resetAndDestroy resets': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      tape.note('client', socket.resetAndDestroy() === socket)
      tape.state('client', socket, 'destroyed', 'closed')
      await tape.closed(socket)
    },
  },
  'resetAndDestroy while connecting waits': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.resetAndDestroy()
      tape.state('client', socket, 'connecting', 'destroyed')
      await tape.closed(socket)
    },
  },
  'resetAndDestroy of a socket that never connected': {
    act: async (tape) => {
      const socket = tape.watch('client', new net.Socket())
      tape.attempt('client', () => socket.resetAndDestroy())
      await tape.closed(socket)
    },
  },
  'resetAndDestroy after close': {
    serve: server((socket) => socket.end()),
    act: async (tape) => {
      const socket = await connected(tape)
      await tape.closed(socket)
      tape.attempt('client', () => socket.resetAndDestroy())
      await tape.pause()
    },
  },
  'resetAndDestroy after end': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end('x')
      socket.resetAndDestroy()
      await tape.pause()
      tape.state('client', socket)
    },
  },
  'a reset by the server while the client reads': {
    serve: server((socket) => socket.once('data', () => socket.resetAndDestroy())),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write('x')
      await tape.closed(socket)
    },
  },
  'a reset by the server before the client knows that it is connected': {
    serve: server((socket) => socket.resetAndDestroy()),
    act: async (tape) => tape.closed(tape.follow('client', net.connect(tape.to))),
    together: true,
  },
  'a reset by the server while the client is paused': {
    serve: server((socket) => socket.once('data', () => socket.resetAndDestroy())),
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to)).pause()
      await tape.once(socket, 'connect')
      socket.write('x')
      await tape.pause()
      tape.state('client', socket, 'destroyed', 'readyState')
      socket.resume()
      await tape.pause()
      tape.note(
        'client',
        socket.write('y', (error) => tape.note('client', 'written', error)),
      )
      await tape.pause()
      socket.destroy()
    },
  },
  'writes after a reset that a paused socket has not read': {
    serve: server((socket) => socket.once('data', () => socket.resetAndDestroy())),
    act: async (tape) => {
      const socket = tape.watch('client', new net.Socket({ highWaterMark: 1 } as net.SocketConstructorOpts))
      socket.connect(tape.to)
      await tape.once(socket, 'connect')
      socket.write('x')
      await tape.pause()
      socket.write('y', (error) => tape.note('client', 'second', error))
      await tape.pause()
      socket.write('z', (error) => tape.note('client', 'third', error))
      await tape.pause()
      socket.destroy()
    },
  },
  'EPIPE: writes to a half-open socket whose other side is gone': {
    serve: server((socket) => socket.destroy()),
    act: async (tape) => {
      const socket = await connected(tape, { allowHalfOpen: true } as object)
      await tape.once(socket, 'end')
      for (const name of ['first', 'second', 'third']) {
        socket.write('x', (error) => tape.note('client', name, error))
        await tape.pause()
      }
      tape.state('client', socket, 'destroyed', 'writable')
      socket.destroy()
      await tape.pause()
    },
  },
  'a write to a side that was destroyed with unread data': {
    serve: server((socket, tape) => {
      socket.pause()
      setTimeout(() => socket.destroy(), 60)
      tape.note('accepted', 'will go')
    }),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write(Buffer.alloc(300_000))
      await tape.closed(socket)
    },
  },
  'a close with data in the socket’s own buffer only': {
    serve: server((socket, tape) => {
      socket.pause()
      setTimeout(() => socket.destroy(), 60)
      tape.note('accepted', 'will go')
    }),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write('small')
      await tape.closed(socket)
    },
  },
  'data and end arrive before a reset does': {
    serve: server((socket) => {
      socket.write('data')
      socket.end()
      socket.on('finish', () => setImmediate(() => socket.destroy()))
    }),
    act: async (tape) => tape.closed(await connected(tape)),
  },
  'captureRejections destroys the connection': {
    serve: (tape) => {
      const { EventEmitter } = process.getBuiltinModule('node:events')
      const one = net.createServer()
      Reflect.set(one, Reflect.ownKeys(one).find((key) => String(key) === 'Symbol(kCapture)') ?? 'none', true)
      tape.note('server', EventEmitter.captureRejections)
      one.on('connection', async (socket) => {
        tape.follow('accepted', socket)
        throw new Error('of the listener')
      })
      return one
    },
    act: async (tape) => tape.closed(await connected(tape)),
  },
  'stream.finished tells the end, the error and the premature close': {
    serve: server((socket) =>
      socket.once('data', (data) => (String(data) === 'r' ? socket.resetAndDestroy() : socket.end())),
    ),
    act: async (tape) => {
      const { finished } = process.getBuiltinModule('node:stream')
      for (const what of ['e', 'r', 'd']) {
        const socket = net.connect(tape.to).resume()
        socket.on('error', () => {})
        const over = new Promise<void>((resolve) =>
          finished(socket, (error) => {
            tape.note('client', what, error)
            resolve()
          }),
        )
        await tape.once(socket, 'connect')
        if (what === 'd') socket.destroy()
        else socket.write(what)
        await over
      }
    },
  },
  'Symbol.asyncDispose destroys a socket': {
    serve: server(() => {}),
    act: async (tape) => {
      const socket = await connected(tape)
      await socket[Symbol.asyncDispose]().catch((error) => tape.note('client', 'disposed', error))
      tape.state('client', socket, 'destroyed')
    },
  },
}
