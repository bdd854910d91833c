import dns from 'node:dns'
import net from 'node:net'
import type { Scripts } from './script.ts'
import type { Tape } from './tape.ts'

const quiet = (tape: Tape) =>
  net.createServer((socket) => tape.watch('accepted', socket.resume(), ['end', 'close']))

interface Found {
  readonly address: string
  readonly family: number
}

/** A lookup that finds these addresses, in this order. */
const finds = (...all: readonly string[]) =>
  ((
    _host: string,
    options: { all?: boolean },
    answer: (error: null, found: unknown, family?: number) => void,
  ) => {
    const found: Found[] = all.map((address) => ({ address, family: net.isIP(address) }))
    process.nextTick(() =>
      options.all ? answer(null, found) : answer(null, found[0]?.address, found[0]?.family),
    )
  }) as unknown as net.LookupFunction

const attempts = ['lookup', 'connectionAttempt', 'connectionAttemptFailed', 'connectionAttemptTimeout']

export const time: Scripts = {
  'setTimeout fires after silence, and closes nothing': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      await tape.once(socket, 'connect')
      tape.note(
        'client',
        socket.setTimeout(30, () => tape.note('client', 'callback')) === socket,
        socket.timeout,
      )
      await tape.once(socket, 'timeout')
      tape.state('client', socket, 'destroyed')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'setTimeout 0 takes it back': {
    serve: quiet,
    act: async (tape) => {
      const callback = () => tape.note('client', 'callback')
      const socket = tape.watch('client', net.connect(tape.to))
      socket.setTimeout(20, callback)
      socket.setTimeout(0, callback)
      tape.note('client', socket.timeout, socket.listenerCount('timeout'))
      await tape.pause()
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'setTimeout with what is no time': {
    act: (tape) => {
      for (const value of [-1, Number.NaN, Number.POSITIVE_INFINITY, '1', undefined, null])
        tape.attempt('client', () => new net.Socket().setTimeout(value as number).timeout)
      tape.attempt('client', () => new net.Socket().setTimeout(0, 'x' as unknown as () => void).timeout)
      tape.attempt('client', () => new net.Socket().setTimeout(1, 'x' as unknown as () => void).timeout)
    },
    together: true,
  },
  'the option timeout': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect({ ...tape.to, timeout: 1000 }))
      await tape.once(socket, 'timeout')
      tape.note('client', socket.timeout)
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'setTimeout of a destroyed socket does nothing': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch('client', net.connect(tape.to))
      socket.setTimeout(20)
      socket.destroy()
      socket.setTimeout(10)
      tape.note('client', socket.timeout)
      await tape.pause()
    },
  },
  'setTimeout of a socket that never connects': {
    act: async (tape) => {
      const socket = tape.watch('client', new net.Socket())
      socket.setTimeout(10)
      await tape.once(socket, 'timeout')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'the server times out its sockets': {
    serve: (tape) =>
      net.createServer((socket) => {
        tape.watch('accepted', socket)
        socket.setTimeout(30, () => socket.end('too late'))
      }),
    act: async (tape) => {
      const socket = tape.follow('client', net.connect(tape.to))
      await tape.closed(socket)
    },
  },
  'a lookup of one’s own': {
    serve: quiet,
    act: async (tape) => {
      const socket = tape.watch(
        'client',
        net.connect({ host: 'some.name', port: tape.port, lookup: finds(tape.host) }),
      )
      tape.watch('client', socket, attempts)
      await tape.once(socket, 'connect')
      tape.note('client', socket.remoteAddress, socket.autoSelectFamilyAttemptedAddresses ?? null)
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'a lookup that fails': {
    act: async (tape) => {
      const lookup = ((_host: string, _options: object, answer: (error: Error) => void) =>
        process.nextTick(
          answer,
          Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }),
        )) as unknown as net.LookupFunction
      const socket = tape.watch('client', net.connect({ host: 'some.name', port: 1, lookup }))
      tape.watch('client', socket, attempts)
      await tape.closed(socket)
    },
  },
  'a lookup that finds nonsense': {
    act: async (tape) => {
      const lookup = ((_host: string, options: { all?: boolean }, answer: (...args: unknown[]) => void) =>
        process.nextTick(
          answer,
          null,
          options.all ? [{ address: 'x', family: 4 }] : 'x',
          4,
        )) as unknown as net.LookupFunction
      for (const family of [0, 4] as const) {
        const socket = tape.watch('client', net.connect({ host: 'some.name', port: 1, lookup, family }))
        await tape.closed(socket)
      }
    },
  },
  'a lookup that is none': {
    act: (tape) => {
      tape.attempt('client', () =>
        net
          .connect({ host: 'some.name', port: 1, lookup: 'x' as unknown as net.LookupFunction })
          .on('error', () => {}),
      )
    },
  },
  'happy eyeballs: the second address, after the first has refused': {
    serve: quiet,
    act: async (tape) => {
      const socket = net.connect({
        host: 'some.name',
        port: tape.port,
        lookup: finds('127.0.0.77', tape.host),
      })
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      await tape.once(socket, 'connect')
      tape.note('client', socket.remoteAddress, socket.autoSelectFamilyAttemptedAddresses)
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'happy eyeballs: IPv6, where nobody listens, then IPv4': {
    ipv6: true,
    serve: quiet,
    act: async (tape) => {
      const socket = net.connect({ host: 'some.name', port: tape.port, lookup: finds('::1', tape.host) })
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      await tape.once(socket, 'connect')
      tape.note('client', socket.autoSelectFamilyAttemptedAddresses)
      socket.end('x')
      socket.resume()
      await tape.closed(socket)
    },
  },
  'happy eyeballs: no address answers': {
    ipv6: true,
    serve: quiet,
    act: async (tape) => {
      const socket = net.connect({
        host: 'some.name',
        port: 9,
        lookup: finds('127.0.0.77', '::1', '127.0.0.78'),
      })
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      await tape.closed(socket)
    },
  },
  'happy eyeballs: the order is by turns of the families': {
    ipv6: true,
    act: async (tape) => {
      const all = ['127.0.0.71', '127.0.0.72', '127.0.0.72', '::1', '127.0.0.73']
      const socket = net.connect({ host: 'some.name', port: 9, lookup: finds(...all) })
      socket.on('error', () => {})
      await tape.closed(socket)
      tape.note('client', socket.autoSelectFamilyAttemptedAddresses)
    },
  },
  'happy eyeballs: off': {
    serve: quiet,
    act: async (tape) => {
      const lookup = finds('127.0.0.77', tape.host)
      const socket = net.connect({ host: 'some.name', port: tape.port, lookup, autoSelectFamily: false })
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      await tape.closed(socket)
    },
  },
  'happy eyeballs: a family was asked for': {
    serve: quiet,
    act: async (tape) => {
      const socket = net.connect({
        host: 'some.name',
        port: tape.port,
        lookup: finds('127.0.0.77', tape.host),
        family: 4,
      })
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      await tape.closed(socket)
    },
  },
  'happy eyeballs: a write waits for the address that answers': {
    serve: (tape) => net.createServer((socket) => tape.follow('accepted', socket).pipe(socket)),
    act: async (tape) => {
      const socket = tape.follow(
        'client',
        net.connect({ host: 'some.name', port: tape.port, lookup: finds('127.0.0.77', tape.host) }),
      )
      socket.write('hello')
      await tape.once(socket, 'data')
      socket.end()
      await tape.closed(socket)
    },
  },
  'happy eyeballs: an end waits for the address that answers': {
    serve: (tape) => net.createServer((socket) => tape.follow('accepted', socket).pipe(socket)),
    act: async (tape) => {
      const lookup = finds('127.0.0.77', tape.host)
      const socket = tape.follow('client', net.connect({ host: 'some.name', port: tape.port, lookup }))
      socket.end('hello')
      await tape.once(socket, 'data')
      await tape.pause()
      tape.state('client', socket)
      socket.destroy()
    },
  },
  'happy eyeballs: destroy between two addresses': {
    serve: quiet,
    act: async (tape) => {
      const socket = net.connect({
        host: 'some.name',
        port: tape.port,
        lookup: finds('127.0.0.77', tape.host),
      })
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      socket.once('connectionAttemptFailed', () => socket.destroy())
      await tape.closed(socket)
      await tape.pause()
    },
  },
  'happy eyeballs: a block list': {
    serve: quiet,
    act: async (tape) => {
      const blockList = new net.BlockList()
      blockList.addAddress('127.0.0.77')
      const options = {
        host: 'some.name',
        port: tape.port,
        lookup: finds('127.0.0.77', '127.0.0.78', tape.host),
        blockList,
      }
      const socket = net.connect(options as net.TcpNetConnectOpts)
      tape.watch('client', socket, [...attempts, 'connect', 'error', 'close'])
      await tape.once(socket, 'connect')
      socket.destroy()
      await tape.closed(socket)
    },
  },
  'options of happy eyeballs that are none': {
    act: (tape) => {
      const options = [
        { autoSelectFamily: 1 },
        { autoSelectFamilyAttemptTimeout: 0 },
        { autoSelectFamilyAttemptTimeout: 'x' },
      ]
      for (const each of options)
        tape.attempt('client', () =>
          net
            .connect({ host: 'some.name', port: 1, ...each } as unknown as net.TcpNetConnectOpts)
            .on('error', () => {}),
        )
      tape.note('client', net.getDefaultAutoSelectFamily(), net.getDefaultAutoSelectFamilyAttemptTimeout())
      tape.attempt('client', () => net.setDefaultAutoSelectFamilyAttemptTimeout(0))
    },
    together: true,
  },
  'dns.lookup of addresses': {
    act: async (tape) => {
      for (const host of ['127.0.0.1', '::1']) {
        tape.note('client', await dns.promises.lookup(host), await dns.promises.lookup(host, { all: true }))
      }
    },
  },
}
