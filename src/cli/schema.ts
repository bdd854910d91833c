import type { Command } from 'commander'
import { jsonSchemaText } from '../runner/language/topology/json-schema.ts'
import type { CliContext } from './context.ts'

export function addSchema(program: Command, { stdout }: CliContext): void {
  program
    .command('schema')
    .description('print the JSON Schema of the topology language, for editors')
    .action(() => {
      stdout.write(jsonSchemaText())
    })
}
