import * as z from 'zod'
import { conflict } from '../values/conflict.ts'
import { listNames } from '../values/list-names.ts'
import { orNull } from '../values/optional.ts'
import { meaning } from '../values/other-words.ts'
import { selector } from '../values/selector.ts'
import { defineExpectation, type Observation } from './expectation.ts'
import { type ProcessState, processStateAfter } from './process-state.ts'

const waiting: ProcessState = { is: 'waiting', code: null, signal: null, evidence: 0 }

export const process = defineExpectation({
  summary: 'a node’s process runs, is paused or has ended',
  description:
    'Looks at the processes of `node`. With `state: exited`, `code` and `signal` say how it must have ended.',
  example: '- { at: 1m, expect: process, node: alice, state: running, for: 10m }',
  alsoCalled: ['status'],
  meantWith: {
    ...meaning('state: running', ['running', 'alive', 'up', 'online', 'started']),
    ...meaning('state: exited', [
      'exited',
      'exit',
      'down',
      'dead',
      'offline',
      'stopped',
      'crashed',
      'killed',
      'ended',
      'not-running',
      'not-alive',
    ]),
    ...meaning('state: paused', ['paused', 'frozen', 'suspended']),
  },
  opposite: '`expect: process` with `state: exited`',
  failsWhen: 'the process is paused or has ended',
  failsOtherwise: {
    state: {
      paused: 'the process goes on, or has ended',
      exited: 'the process goes on, or ended in another way',
    },
  },
  fabrics: ['virtual', 'netns', 'host'],
  params: z
    .strictObject({
      node: selector(),
      state: z
        .enum(['running', 'paused', 'exited'])
        .default('running')
        .meta({ description: 'default running' }),
      code: orNull(z.int().min(0).max(255)).meta({ description: 'Exit code, with `state: exited`' }),
      signal: orNull(
        z.string().regex(/^SIG[A-Z0-9]+$/, { error: 'expected the name of a signal such as SIGKILL' }),
      ).meta({
        description: 'Signal, with `state: exited`',
      }),
    })
    .superRefine(({ state, code, signal }, context) => {
      if (state !== 'exited') {
        for (const [key, value] of [
          ['code', code],
          ['signal', signal],
        ] as const) {
          if (value !== null)
            context.addIssue(
              conflict(
                key,
                `\`${key}\` says how a process ended, so it needs \`state: exited\``,
                `write \`state: exited\`, or remove \`${key}\``,
                'state',
              ),
            )
        }
      } else if (code !== null && signal !== null) {
        context.addIssue(
          conflict(
            'signal',
            'a process ends with a `code` or by a `signal`, not both',
            'remove one of them',
            'code',
          ),
        )
      }
    }),
  describe: ({ node, state, code, signal }) => {
    if (state !== 'exited') return `${listNames(node)} ${node.length > 1 ? 'are' : 'is'} ${state}`
    const how = code === null ? (signal === null ? '' : ` by ${signal}`) : ` with exit code ${code}`
    return `${listNames(node)} ${node.length > 1 ? 'have' : 'has'} ended${how}`
  },
  tellers: () => [],
  neededNodes: ({ node, state }) => (state === 'running' ? node : []),
  neededReservations: () => [],
  endedNodes: ({ node, state }) => (state === 'exited' ? node : []),
  printedLines: () => null,
  measuredProcesses: () => [],
  relayedTargets: () => [],
  deniedPairs: () => [],
  standingLinks: () => [],
  showsLoss: () => false,
  watchesRelay: () => false,
  observe: ({ node, state, code, signal }) => {
    const states = new Map<string, ProcessState>()
    const judge = (name: string): Observation => {
      const seen = states.get(name) ?? waiting
      const ended = seen.is === 'exited' ? ` (${seen.signal ?? `code ${seen.code}`})` : ''
      const holds =
        seen.is === state &&
        (code === null || seen.code === code) &&
        (signal === null || seen.signal === signal)
      return {
        state: holds ? 'holds' : 'fails',
        reason: `${name} is ${seen.is}${ended}`,
        evidence: seen.evidence === 0 ? [] : [seen.evidence],
      }
    }
    return {
      push: (event) => {
        const next = processStateAfter(event)
        if (next === null || !('node' in event)) return false
        states.set(event.node, next)
        return true
      },
      state: () => {
        const all = node.map(judge)
        return all.find((one) => one.state !== 'holds') ?? all[0] ?? nothing
      },
    }
  },
  probe: null,
})

const nothing: Observation = { state: 'pending', reason: 'nothing to look at', evidence: [] }
