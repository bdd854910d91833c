import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files of many or long runs. They start first, so that no processor idles while one of them ends the tests alone. */
const longest = `
  real-time package catalogue-on-releases swarm search premises releases catalogue modules compare
  processes netns calimero html-report additions home-network virtual-time commands foreign
  applications helia boot-node probes killed-install start-topology serve recovery tutorial ends
  found experiment comparison-page control shards many-topologies unanswered one-instant
  bundled virtual limits differential lab action shared-process merge store short-machine process
  node-process close idle random
`
  .trim()
  .split(/\s+/)

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => groupOf(a) - groupOf(b) || placeOf(a) - placeOf(b))
  }
}

function groupOf({ project }: TestSpecification): number {
  return project.config.sequence.groupOrder ?? 0
}

/** Unit tests come last: their files are short, so both workers end together. */
function placeOf({ moduleId, project }: TestSpecification): number {
  if (project.name === 'unit') return longest.length + 1
  const [name = ''] = (moduleId.split('/').at(-1) ?? '').split('.')
  const place = longest.indexOf(name)
  return place === -1 ? longest.length : place
}
