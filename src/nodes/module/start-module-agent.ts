/** Starts the agent of a module node. */
import type { ModuleProgram } from '../../protocol/module-program.ts'
import { startAgent } from '../agent/agent.ts'
import { notThisKind } from '../agent/hosted-node.ts'
import { runModule } from './run-module.ts'

export function startModuleAgent(program: ModuleProgram): Promise<void> {
  return startAgent(async (config, observe) => {
    if (config.kind !== 'module') throw notThisKind(config.kind)
    return runModule(config, program, observe)
  })
}
