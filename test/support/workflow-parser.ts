/** GitHub's own parser of workflows and actions. */
import { createRequire } from 'node:module'
import path from 'node:path'
import type * as Parser from '@actions/workflow-parser'
import type * as Actions from '@actions/workflow-parser/actions/index'
import { build } from 'esbuild'
import { root } from './run-topology.ts'
import { temporaryFolder } from './temporary-folder.ts'

type Loaded = typeof Parser & Pick<typeof Actions, 'parseAction' | 'convertActionTemplate'>

/** Bundles the parser, because the package imports JSON in a way that Node refuses. */
export async function workflowParser(): Promise<Loaded> {
  const outfile = path.join(temporaryFolder(), 'workflow-parser.cjs')
  await build({
    stdin: {
      contents:
        "export * from '@actions/workflow-parser'; export { parseAction, convertActionTemplate } from '@actions/workflow-parser/actions/index'",
      resolveDir: root,
    },
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'error',
  })
  return createRequire(import.meta.url)(outfile) as Loaded
}

/** The mistakes in the text of a workflow. */
export async function workflowProblems(parser: Loaded, content: string): Promise<readonly string[]> {
  const file = { name: 'workflow.yml', content }
  const { context, value } = parser.parseWorkflow(file, new parser.NoOperationTraceWriter())
  if (value !== undefined) await parser.convertWorkflowTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}

/** The mistakes in the text of an action. */
export function actionProblems(parser: Loaded, content: string): readonly string[] {
  const { context, value } = parser.parseAction(
    { name: 'action.yml', content },
    new parser.NoOperationTraceWriter(),
  )
  if (value !== undefined) parser.convertActionTemplate(context, value)
  return context.errors.getErrors().map(({ message }) => message)
}
