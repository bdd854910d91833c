import net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

const sink = (tape: Tape) => net.createServer((socket) => tape.follow('accepted', socket))
const large = 12_000_000

async function connected(tape: Tape): Promise<net.Socket> {
  const socket = tape.follow('client', net.connect(tape.to))
  await tape.once(socket, 'connect')
  return socket
}

export const write: Scripts = {
  'write calls back in order': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      for (const name of ['one ', 'two ', 'three'])
        socket.write(name, () => tape.note('client', 'written', name))
      tape.note('client', 'after write')
      process.nextTick(() => tape.note('client', 'tick'))
      socket.end()
      await tape.closed(socket)
    },
  },
  'write returns false above the high-water mark, and drain follows': {
    serve: sink,
    act: async (tape) => {
      const socket = tape.watch('client', await connected(tape), ['drain'])
      tape.note('client', socket.write('small'))
      tape.note('client', socket.write(Buffer.alloc(large)))
      tape.note('client', socket.writableNeedDrain, socket.writableLength > 0)
      await tape.once(socket, 'drain')
      tape.state('client', socket, 'writableLength', 'bytesWritten', 'writableNeedDrain')
      socket.end()
      await tape.closed(socket)
    },
  },
  'a large write arrives whole': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end(Buffer.alloc(large), () => tape.note('client', 'ended'))
      tape.state('client', socket, 'bytesWritten')
      await tape.closed(socket)
    },
  },
  'a reader that does not read holds the writer back': {
    serve: (tape) =>
      net.createServer(async (socket) => {
        socket.pause()
        while (socket.bytesRead === 0) await tape.pause()
        await tape.pause()
        tape.note('accepted', socket.bytesRead, socket.readableLength)
        tape.follow('accepted', socket).resume()
      }),
    act: async (tape) => {
      const socket = tape.watch('client', await connected(tape), ['drain'])
      tape.note(
        'client',
        socket.write(Buffer.alloc(large), () => tape.note('client', 'written')),
      )
      await tape.pause(100)
      tape.note('client', 'still waits', socket.writableLength)
      await tape.once(socket, 'drain')
      socket.end()
      await tape.closed(socket)
    },
  },
  'a large write and destroy': {
    serve: (tape) =>
      net.createServer((socket) =>
        tape
          .watch('accepted', socket, ['close'])
          .on('error', () => {})
          .pause(),
      ),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write(Buffer.alloc(large), (error) => tape.note('client', 'large', error))
      socket.write('x', (error) => tape.note('client', 'small', error))
      await tape.pause()
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'strings in several encodings': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write('äöü€', 'utf8')
      socket.write('äöü', 'latin1')
      socket.write('6869', 'hex')
      socket.write('aGk=', 'base64')
      socket.write('hi', 'utf16le')
      socket.write('ascii', 'ascii')
      tape.state('client', socket, 'bytesWritten')
      socket.end()
      await tape.closed(socket)
    },
  },
  'typed arrays': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write(new Uint8Array([104, 105]))
      socket.write(new Uint8Array(new Uint16Array([0x6968]).buffer))
      socket.end()
      await tape.closed(socket)
    },
  },
  'data that is none': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      for (const value of [1, null, {}, undefined, [1]])
        tape.attempt('client', () => socket.write(value as unknown as string))
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'an encoding that is none': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      tape.attempt('client', () => socket.write('x', 'nonsense' as BufferEncoding))
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'empty writes': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      tape.note(
        'client',
        socket.write('', () => tape.note('client', 'empty')),
      )
      tape.note(
        'client',
        socket.write(Buffer.alloc(0), () => tape.note('client', 'empty too')),
      )
      socket.end('')
      await tape.closed(socket)
    },
  },
  'cork and uncork': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      socket.cork()
      socket.write('a')
      socket.write('ä')
      socket.write(Buffer.from('b'))
      tape.state('client', socket, 'bytesWritten', 'writableLength', 'writableCorked')
      socket.uncork()
      tape.state('client', socket, 'bytesWritten', 'writableLength', 'writableCorked')
      socket.end()
      await tape.closed(socket)
    },
  },
  'bytesWritten counts what waits': {
    serve: (tape) =>
      net.createServer((socket) =>
        tape
          .watch('accepted', socket, ['close'])
          .on('error', () => {})
          .pause(),
      ),
    act: async (tape) => {
      const socket = await connected(tape)
      socket.write(Buffer.alloc(large))
      socket.write('äää')
      tape.state('client', socket, 'bytesWritten')
      socket.destroy()
      tape.state('client', socket, 'bytesWritten')
      await tape.closed(socket)
    },
  },
  'end with data and a callback': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      socket.end('bye', 'utf8', () => tape.note('client', 'ended'))
      tape.state('client', socket, 'writableEnded', 'writableFinished')
      await tape.closed(socket)
      tape.state('client', socket, 'writableEnded', 'writableFinished', 'bytesWritten')
    },
  },
  setDefaultEncoding: {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      socket.setDefaultEncoding('hex')
      socket.end('6869')
      await tape.closed(socket)
    },
  },
  'setNoDelay and setKeepAlive return the socket': {
    serve: sink,
    act: async (tape) => {
      const socket = new net.Socket()
      tape.note('client', socket.setNoDelay() === socket, socket.setKeepAlive(true, 1000) === socket)
      socket.connect(tape.to)
      await tape.once(socket, 'connect')
      tape.note('client', socket.setNoDelay(false) === socket, socket.setKeepAlive(false) === socket)
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'the type of service is kept': {
    serve: sink,
    act: async (tape) => {
      const socket = await connected(tape)
      const { setTypeOfService: set, getTypeOfService: get } = socket as unknown as Record<
        string,
        ((value?: number) => unknown) | undefined
      >
      set?.call(socket, 16)
      tape.note('client', get?.call(socket))
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'ping pong': {
    serve: (tape) =>
      net.createServer((socket) => tape.follow('accepted', socket).on('data', (data) => socket.write(data))),
    act: async (tape) => {
      const socket = await connected(tape)
      for (let round = 0; round < 5; round++) {
        socket.write(`${round} `)
        await tape.once(socket, 'data')
      }
      socket.end()
      await tape.closed(socket)
    },
  },
}
