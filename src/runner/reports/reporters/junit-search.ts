/** The suite of a search: a case for each group of failures, of which known ones do not fail. */
import { plural } from '../../language/values/plural.ts'
import type { ReportedGroup, SearchReport } from '../search/search-report.ts'
import { storyOf } from '../search/story.ts'
import { escapeLines } from '../text/escape-terminal.ts'
import { escapeXmlText } from '../text/escape-xml.ts'
import { attributes, type CaseCounts, seconds } from './junit-attributes.ts'

interface Case {
  readonly name: string
  readonly outcome: 'pass' | 'failures' | 'errors' | 'skipped'
  /** The element in it; null for a case that passes. */
  readonly result: string | null
}

export interface RenderedSuite {
  readonly counts: CaseCounts
  readonly lines: readonly string[]
}

export function searchSuite(report: SearchReport): RenderedSuite {
  const { name, file, folder, seed, runs, shrinking, unknown, signatures, features, releases } = report
  const cases = casesOf(report)
  const count = (outcome: Case['outcome']) => cases.filter((one) => one.outcome === outcome).length
  const counts: CaseCounts = {
    tests: cases.length,
    failures: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
  }
  const properties = {
    seed,
    ...(releases.length > 0 && { libp2p: releases.join(',') }),
    ...{ runs, 'runs-to-shrink': shrinking, 'runs-unknown': unknown, signatures, features },
    'clock-seconds': seconds(report.virtualTime),
    results: folder,
  }
  const label = `search ${name}`
  return {
    counts,
    lines: [
      `  <testsuite${attributes({ name: label, ...counts, time: seconds(0), file })}>`,
      '    <properties>',
      ...Object.entries(properties).map(
        ([key, value]) => `      <property${attributes({ name: key, value })}/>`,
      ),
      '    </properties>',
      ...cases.flatMap((one) => {
        const head = `    <testcase${attributes({ name: one.name, classname: label, time: seconds(0), file })}`
        return one.result === null ? [`${head}/>`] : [`${head}>`, `      ${one.result}`, '    </testcase>']
      }),
      '  </testsuite>',
    ],
  }
}

function casesOf(report: SearchReport): readonly Case[] {
  const { groups, unseen, runs, hasVerdict } = report
  const unseenCases = unseen.map((one): Case => {
    const message = `${one}: never seen in ${plural(runs, 'run')}, so the search never got to what it is about`
    return { name: `sometimes: ${one}`, outcome: 'errors', result: error(message) }
  })
  const message = `none of ${plural(runs, 'run')} has a verdict`
  const blind: readonly Case[] = hasVerdict
    ? []
    : [{ name: 'verdicts', outcome: 'errors', result: error(message) }]
  const all = [...groups.map(caseOf), ...unseenCases, ...blind]
  if (all.length > 0) return all
  return [{ name: `no failure in ${plural(runs, 'run')}`, outcome: 'pass', result: null }]
}

function caseOf(group: ReportedGroup): Case {
  const { id, known, expectation, reason } = group
  const name = `${expectation} (${id})`
  if (known !== null) {
    const message = `known: ${known}: ${reason}`
    return { name, outcome: 'skipped', result: `<skipped${attributes({ message })}/>` }
  }
  const story = escapeXmlText(escapeLines(storyOf(group).join('\n')))
  const failure = attributes({ message: reason, type: 'fail' })
  return { name, outcome: 'failures', result: `<failure${failure}>${story}</failure>` }
}

function error(message: string): string {
  return `<error${attributes({ message, type: 'unknown' })}/>`
}
