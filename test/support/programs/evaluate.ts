/** Nodes that evaluate the code of each message and answer with the result. */
import '../../../src/nodes/sandbox/index.ts'
import childProcess from 'node:child_process'
import crypto from 'node:crypto'
import dgram from 'node:dgram'
import dns from 'node:dns'
import events from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import { flushCompileCache } from 'node:module'
import net, { connect } from 'node:net'
import os from 'node:os'
import perfHooks from 'node:perf_hooks'
import timers, { setTimeout as namedSetTimeout } from 'node:timers'
import timersPromises, { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import util from 'node:util'
import { type TopoControl, topoProcess } from '../../../src/nodes/sandbox/control.ts'

const sandbox = topoProcess()
if (sandbox === undefined) throw new Error('this program runs inside the sandbox')
// Tests kill their nodes, and only a process that ends by itself writes what it has compiled.
flushCompileCache()
const bootedAt = Date.now()
const tools = {
  bootedAt,
  childProcess,
  connect,
  crypto,
  dgram,
  dns,
  events,
  fs,
  http,
  namedSetTimeout,
  net,
  os,
  perfHooks,
  sleep,
  timers,
  timersPromises,
  tls,
  util,
}
type Evaluate = (...values: unknown[]) => Promise<unknown>
const AsyncFunction = (async () => {}).constructor as new (...parameters: string[]) => Evaluate

sandbox.serve((control: TopoControl) => {
  const send = (message: object) => control.send(message)
  const hold = <T>(work: Promise<T>) => control.hold(work)
  const all = { ...tools, send, hold }
  control.onMessage(async (message) => {
    const { call, code } = message as { call: number; code: string }
    try {
      const value = await new AsyncFunction(...Object.keys(all), code)(...Object.values(all))
      send({ call, value: value ?? null })
    } catch (error) {
      send({ call, error: String(error), code: (error as { code?: unknown }).code ?? null })
    }
  })
})
