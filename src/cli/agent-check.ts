import type { Command } from 'commander'
import { exitCode, InputError, messageOf } from '../base/errors.ts'
import type { CliContext } from './context.ts'
import { interruptible } from './interruptible.ts'
import { wholeNumber } from './option-values.ts'

export function addAgentCheck(program: Command, context: CliContext): void {
  program
    .command('agent-check')
    .description('check that a program speaks the agent protocol, as a command node with `agent: true` must')
    .argument('<command...>', 'the program and its arguments, after --')
    .option('--patience <seconds>', 'time limit of each step', wholeNumber(1), 10)
    .action(async (command: string[], { patience }: { patience: number }) => {
      // Loaded here, since it imports libp2p, which no other command needs.
      const { checkAgent } = await import('../library/agent-check.ts')
      let isRight = false
      const wasInterrupted = await interruptible(context, async (signal) => {
        isRight = await checkAgent({
          command,
          patience: patience * 1000,
          signal,
          tell: ({ step, problem }) =>
            context.stdout.write(problem === null ? `ok    ${step}\n` : `WRONG ${step}: ${problem}\n`),
        }).catch((error: unknown) => {
          throw new InputError(messageOf(error))
        })
      })
      if (wasInterrupted) context.done(exitCode.interrupted)
      else context.done(isRight ? exitCode.pass : exitCode.fail)
    })
}
