import http from 'node:http'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'
import { type Accepted, WebSocketServer, WsClient } from './ws.ts'

const accepts =
  (treat: (socket: Accepted, tape: Tape) => void) =>
  (tape: Tape): http.Server => {
    const server = http.createServer()
    const sockets = new WebSocketServer({ server })
    sockets.on('connection', (socket) => {
      socket.on('message', (data: Buffer) => tape.note('accepted', 'message', String(data)))
      socket.on('close', (code, reason) => tape.note('accepted', 'close', code, String(reason)))
      socket.on('error', (error) => tape.note('accepted', 'error', error))
      treat(socket, tape)
    })
    return server
  }

const url = (tape: Tape) => `ws://${tape.host}:${tape.port}/`

function client(tape: Tape): Accepted {
  const socket = new WsClient(url(tape))
  socket.on('open', () => tape.note('client', 'open'))
  socket.on('message', (data: Buffer) => tape.note('client', 'message', String(data)))
  socket.on('close', (code, reason) => tape.note('client', 'close', code, String(reason)))
  socket.on('error', (error) => tape.note('client', 'error', error))
  return socket
}

/** The WebSocket of the web, as Node has it. */
function browser(tape: Tape): WebSocket {
  const socket = new WebSocket(url(tape))
  for (const name of ['open', 'error', 'close', 'message'] as const) {
    socket.addEventListener(name, (event) => {
      const { code, data, wasClean } = event as CloseEvent & MessageEvent
      tape.note('client', name, code ?? null, data ?? null, wasClean ?? null, socket.readyState)
    })
  }
  return socket
}

const ended = (socket: WebSocket) => new Promise((resolve) => socket.addEventListener('close', resolve))

export const webSockets: Scripts = {
  'ws: messages both ways, closed by the client': {
    serve: accepts((socket) => socket.on('message', (data) => socket.send(`echo ${data}`))),
    act: async (tape) => {
      const socket = client(tape)
      await tape.once(socket, 'open')
      socket.send('hello')
      await tape.once(socket, 'message')
      socket.close(1000, 'done')
      await tape.closed(socket)
    },
  },
  'ws: closed by the server': {
    serve: accepts((socket) => socket.close(4000, 'away')),
    act: async (tape) => tape.closed(client(tape)),
  },
  'ws: terminated by the server': {
    serve: accepts((socket) => socket.terminate()),
    act: async (tape) => tape.closed(client(tape)),
  },
  'ws: terminated by the client': {
    serve: accepts(() => {}),
    act: async (tape) => {
      const socket = client(tape)
      await tape.once(socket, 'open')
      socket.terminate()
      await tape.closed(socket)
    },
  },
  'ws: ping and pong': {
    serve: accepts((socket, tape) =>
      socket.on('ping', (data) => tape.note('accepted', 'ping', String(data))),
    ),
    act: async (tape) => {
      const socket = client(tape)
      socket.on('pong', (data) => tape.note('client', 'pong', String(data)))
      await tape.once(socket, 'open')
      socket.ping('are you there?')
      await tape.once(socket, 'pong')
      socket.close()
      await tape.closed(socket)
    },
  },
  'ws: nobody listens': {
    act: async (tape) => {
      const socket = new WsClient('ws://127.0.0.1:9')
      tape.watch('client', socket, ['open', 'error', 'close'])
      await tape.closed(socket)
    },
  },
  'ws: a server that speaks HTTP only': {
    serve: () => http.createServer((_request, response) => response.writeHead(426).end()),
    act: async (tape) => tape.closed(client(tape)),
  },
  'ws: the server resets': {
    serve: accepts((socket) =>
      setTimeout(() => (Reflect.get(socket, '_socket') as import('node:net').Socket).resetAndDestroy(), 50),
    ),
    act: async (tape) => tape.closed(client(tape)),
  },
  'ws: a large message': {
    serve: accepts((socket) => {
      socket.send(Buffer.alloc(2_000_000))
      socket.close()
    }),
    act: async (tape) => {
      const socket = new WsClient(url(tape))
      socket.on('message', (data: Buffer) => tape.note('client', data.length))
      await tape.closed(socket)
    },
  },
  'WebSocket: messages both ways': {
    serve: accepts((socket) => socket.on('message', (data) => socket.send(`echo ${data}`))),
    act: async (tape) => {
      const socket = browser(tape)
      socket.addEventListener('open', () => socket.send('hello'))
      socket.addEventListener('message', () => socket.close(1000, 'done'))
      await ended(socket)
    },
  },
  'WebSocket: closed by the server': {
    serve: accepts((socket) => socket.close(4000, 'away')),
    act: async (tape) => ended(browser(tape)),
  },
  'WebSocket: terminated by the server': {
    serve: accepts((socket) => socket.terminate()),
    act: async (tape) => ended(browser(tape)),
  },
  'WebSocket: nobody listens': {
    act: async (tape) => {
      const socket = new WebSocket('ws://127.0.0.1:9')
      socket.addEventListener('error', () => tape.note('client', 'error'))
      await ended(socket)
      tape.note('client', socket.readyState)
    },
  },
}
