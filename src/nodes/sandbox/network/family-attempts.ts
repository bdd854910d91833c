/**
 * "Happy eyeballs" (RFC 8305) in virtual time. Node tries the addresses of a name one after the other, and goes on when
 * an attempt takes too long. Node's own timer for that is a real one: it gets a time that never comes.
 */
import dns from 'node:dns'
import net from 'node:net'
import type { TcpHandle } from './tcp-handle.ts'

const never = 2 ** 31 - 1
const shortest = 10

interface FoundAddress {
  readonly address?: unknown
  readonly family?: unknown
}

type Answer = (error: Error | null, found: unknown, family?: unknown) => void
type Lookup = (host: string, options: object, answer: Answer) => void

export interface ConnectOptions {
  host?: string
  path?: string
  lookup?: Lookup
  autoSelectFamilyAttemptTimeout?: number
}

interface Attempt {
  oncomplete?: (status: number, ...rest: unknown[]) => void
  readonly address?: string
}

/** The addresses that the socket will try, and the time for each. */
interface AttemptPlan {
  timeout: number
  last: unknown
  single: boolean
}

const plans = new WeakMap<object, AttemptPlan>()

/** Returns the options of connect() with which Node sets no real timer. */
export function planAttempts(socket: object, options: ConnectOptions): ConnectOptions {
  plans.delete(socket)
  const { host, lookup, autoSelectFamilyAttemptTimeout: asked } = options
  const timeout = asked ?? net.getDefaultAutoSelectFamilyAttemptTimeout()
  const wrong = !Number.isInteger(timeout) || timeout < 1 || timeout > never
  if (wrong || net.isIP(host || 'localhost') !== 0) return options
  if (lookup !== undefined && lookup !== null && typeof lookup !== 'function') return options
  const plan: AttemptPlan = { timeout: Math.max(timeout, shortest), last: undefined, single: true }
  plans.set(socket, plan)
  const watched: Lookup = (name, wanted, answer) => {
    const find = lookup ?? (dns.lookup as unknown as Lookup)
    find(name, wanted, (error, found, ...rest) => {
      if (error === null || error === undefined) note(plan, found)
      answer(error, found, ...rest)
    })
  }
  return Object.create(options, {
    autoSelectFamilyAttemptTimeout: { value: never, enumerable: true },
    lookup: { value: watched, enumerable: true },
  }) as ConnectOptions
}

/** Watches an attempt of a socket: after its time, Node tries the next address. */
export function watchAttempt(socket: net.Socket, handle: TcpHandle, attempt: Attempt): void {
  const plan = plans.get(socket)
  if (plan === undefined || plan.single || attempt.address === plan.last) return
  const { oncomplete } = attempt
  const timer = setTimeout(() => {
    if (!handle.isConnecting) return
    handle.forgetAttempt()
    handle.close()
    asTimeout(socket, () => oncomplete?.call(attempt, timedOut, handle, attempt))
  }, plan.timeout)
  attempt.oncomplete = (...args) => {
    clearTimeout(timer)
    oncomplete?.apply(attempt, args)
  }
}

const timedOut = -110

/** Node's only way to the next address from outside is a failed attempt. It is told as what it is: one that took long. */
function asTimeout(socket: net.Socket, run: () => void): void {
  const own = Object.getOwnPropertyDescriptor(socket, 'emit')
  const restore = () => {
    if (own === undefined) Reflect.deleteProperty(socket, 'emit')
    else Object.defineProperty(socket, 'emit', own)
  }
  Object.defineProperty(socket, 'emit', {
    configurable: true,
    value: (event: string, ...args: unknown[]) => {
      restore()
      return event === 'connectionAttemptFailed'
        ? socket.emit('connectionAttemptTimeout', ...(args.slice(0, 3) as [string, number, number]))
        : socket.emit(event, ...args)
    },
  })
  try {
    run()
  } finally {
    if (Object.getOwnPropertyDescriptor(socket, 'emit')?.value !== own?.value) restore()
  }
}

/** Notes the last address in Node's order: by turns of both families, each address once. */
function note(plan: AttemptPlan, found: unknown): void {
  if (!Array.isArray(found)) return
  const families: [string[], string[]] = [[], []]
  let first: unknown
  for (const { address, family } of found as FoundAddress[]) {
    if (typeof address !== 'string' || net.isIP(address) === 0 || (family !== 4 && family !== 6)) continue
    first ??= family
    const list = families[family === first ? 0 : 1]
    if (!list.includes(address)) list.push(address)
  }
  const [one, other] = families
  plan.single = one.length + other.length < 2
  plan.last = (one.length > other.length ? one : other).at(-1)
}
