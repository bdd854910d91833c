import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type ExitCode, InputError, messageOf } from '../base/errors.ts'
import { pageScript } from '../runner/reports/page/page-script.ts'
import { ResultsServer } from '../runner/reports/serve/server.ts'
import { resultsName } from '../runner/results/files.ts'
import type { CliContext } from './context.ts'
import { openFile } from './open-file.ts'
import { portNumber } from './option-values.ts'
import { untilEnded } from './until-ended.ts'

interface ServeFlags {
  readonly port: number
  readonly open?: true
  readonly results: string
}

export function addServe(program: Command, context: CliContext): void {
  program
    .command('serve')
    .description('show all results in the browser, including runs in progress')
    .option('--port <number>', 'TCP port on 127.0.0.1 (0: any free one)', portNumber, 7357)
    .option('--open', 'open the page')
    .option('--results <folder>', 'folder for results', resultsName)
    .addHelpText('after', '\nEnds at the first SIGTERM (with exit code 0) or Ctrl-C (130).')
    .action(async (flags: ServeFlags) => context.done(await serve(flags, context)))
}

async function serve(flags: ServeFlags, context: CliContext): Promise<ExitCode> {
  if (!existsSync(flags.results)) {
    context.stderr.write(
      `topo: there is no folder ${flags.results} yet: the page shows runs as soon as there are some\n`,
    )
  } else if (!statSync(flags.results).isDirectory()) {
    throw new InputError(`${flags.results} is no folder: --results names the one that holds all results`)
  }
  return untilEnded(context, async (ended) => {
    await using server = await ResultsServer.open({
      root: resolve(flags.results),
      port: flags.port,
      script: pageScript,
    })
    context.stdout.write(`${server.url}\n`)
    if (flags.open === true) {
      // Not awaited: some openers run as long as the browser.
      void openFile(server.url, context.env).catch((error: unknown) =>
        context.stderr.write(`topo: ${server.url} cannot be opened: ${messageOf(error)}\n`),
      )
    }
    return await ended
  })
}
