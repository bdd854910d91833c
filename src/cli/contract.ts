import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { type ExitCode, exitCode, InputError, messageOf } from '../base/errors.ts'
import { type ProfileName, profileNames } from '../protocol/profiles.ts'
import { checkContract } from '../runner/contract/check-contract.ts'
import { type Production, productionOfProfile } from '../runner/contract/production.ts'
import { readProduction } from '../runner/contract/read-production.ts'
import { renderContract } from '../runner/contract/render-contract.ts'
import { renderContractMarkdown } from '../runner/contract/render-contract-markdown.ts'
import { contractFileOf, contractFileOfProfile } from '../runner/contract/write-contract.ts'
import { styleFor } from '../runner/reports/reporters/style.ts'
import { paintFor } from '../runner/reports/text/paint.ts'
import { toPlainJson } from '../runner/reports/text/plain-json.ts'
import { readSource } from '../runner/run/prepare/read-source.ts'
import type { CliContext } from './context.ts'
import { findTopologies, loadTopologies } from './topologies.ts'

interface CheckFlags {
  readonly production?: string
  readonly profile?: ProfileName
  readonly json?: true
  readonly markdown?: true
}

interface InitFlags {
  readonly from?: string
  readonly profile?: ProfileName
  readonly output?: string
}

export function addContract(program: Command, context: CliContext): void {
  const command = program
    .command('contract')
    .description('compare topologies with the configuration of production')
  command
    .command('check')
    .description(
      'list the differences of boot-nodes from production, and mark those that a topology does not explain',
    )
    .argument('[topologies...]', 'topology files, or folders of them', ['topologies'])
    .option('--production <file>', 'file with the configuration of production')
    .addOption(profileOption('compare with this profile instead').conflicts('production'))
    .addOption(new Option('--json', 'print the report as JSON').conflicts('markdown'))
    .option('--markdown', 'print it as Markdown for a pull request')
    .addHelpText(
      'after',
      '\nExit codes: 0 all differences are explained, 1 some are not, 2 the input is wrong, 3 a relay was not compared.',
    )
    .action(async (names: string[], flags: CheckFlags) => context.done(await check(names, flags, context)))
  command
    .command('init')
    .description('write a file with the configuration of production, as far as it is visible from outside')
    .option(
      '--from <multiaddr>',
      'multiaddr of a running boot-node, with its peer id: topo dials it and asks for a reservation',
    )
    .addOption(profileOption('use the values of this profile').conflicts('from'))
    .option('-o, --output <file>', 'output file (default: print it)')
    .action(async (flags: InitFlags) => init(flags, context))
}

function profileOption(description: string): Option {
  return new Option('--profile <name>', description).choices(profileNames)
}

async function check(names: readonly string[], flags: CheckFlags, context: CliContext): Promise<ExitCode> {
  const { stdout, env } = context
  const production = await productionOf(flags)
  const topologies = await loadTopologies(findTopologies(names))
  const report = checkContract(
    topologies.map(({ source, plan }) => ({ file: source.file, plan })),
    production,
  )
  if (flags.json) stdout.write(`${toPlainJson({ version: 1, ...report })}\n`)
  else if (flags.markdown) stdout.write(renderContractMarkdown(report))
  else
    stdout.write(renderContract(report, { paint: paintFor({ env, stdout }), width: stdout.columns || 160 }))
  if (report.unexplained > 0) return exitCode.fail
  return report.notCompared.length > 0 ? exitCode.unknown : exitCode.pass
}

async function productionOf({ production: file, profile }: CheckFlags): Promise<Production> {
  if (profile !== undefined) return productionOfProfile(profile)
  if (file === undefined)
    throw new InputError(
      'there is no production to compare with: name a file with --production, or a profile with --profile',
    )
  const read = await readSource(file)
  if (!read.ok) throw new InputError(`${file} cannot be read`, [read.file])
  const result = readProduction(read.source)
  if (!result.ok) throw new InputError(`${file} is wrong`, [result.file])
  return result.production
}

async function init({ from, profile, output }: InitFlags, context: CliContext): Promise<void> {
  const { stdout } = context
  const text = await contractText(from, profile)
  if (output === undefined) {
    stdout.write(text)
    return
  }
  try {
    writeFileSync(output, text, { flag: 'wx' })
  } catch (error) {
    const exists = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw new InputError(
      exists ? `${output} is there already` : `cannot write ${output}: ${messageOf(error)}`,
    )
  }
  stdout.write(
    `${output}\nCheck with it: ${styleFor(context).topo} contract check --production ${output} topologies\n`,
  )
}

async function contractText(from: string | undefined, profile: ProfileName | undefined): Promise<string> {
  if (from === undefined) return contractFileOfProfile(profile ?? 'calimero-boot-node')
  const { askBootNode } = await import('./ask-boot-node.ts')
  const answers = await askBootNode(from).catch((error: unknown) => {
    throw new InputError(`${from} cannot be asked: ${messageOf(error)}`)
  })
  return contractFileOf(answers)
}
