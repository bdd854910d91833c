import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files of many or long runs. They start first, so that no processor idles while one of them ends the tests alone. */
const longest = `
  real-time releases package catalogue-on-releases catalogue premises modules compare
  html-report home-network netns probes calimero additions killed-install commands
  comparison-page serve processes virtual-time recovery shards search
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

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/test/end-to-end/${name}.test.ts`))
  return place === -1 ? longest.length : place
}
