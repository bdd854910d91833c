import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Command } from 'commander'
import { InputError, messageOf } from '../runner/errors.ts'
import { safeName } from '../runner/results/files.ts'
import { topologyTemplate } from '../runner/topology/template.ts'
import type { CommandContext } from './context.ts'

export function addNew(program: Command, { stdout }: CommandContext): void {
  program
    .command('new')
    .description('write a commented topology to start from')
    .argument('<name>', 'its name: lower-case letters, digits and hyphens')
    .option('--dir <folder>', 'where', 'topologies')
    .action((name: string, { dir }: { dir: string }) => {
      if (!safeName.test(name)) {
        throw new InputError(
          `"${name}" is no name: use lower-case letters, digits and hyphens, such as relay-restart`,
        )
      }
      const file = path.join(dir, `${name}.yaml`)
      try {
        writeFileSync(file, topologyTemplate(name), { flag: 'wx' })
      } catch (error) {
        const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
        throw new InputError(
          exists ? `${file} is there already` : `cannot write ${file}: ${messageOf(error)}`,
        )
      }
      stdout.write(`${file}\nRun it: topo run ${file}\n`)
    })
}
