import { expect, test } from 'vitest'
import { unpackEvents } from '../../../../src/runner/reports/page/unpack-events.ts'
import { dataOf, htmlOf } from '../../../fixtures/report-data.ts'
import { runNames, runs } from '../../../fixtures/runs.ts'

test.each(runNames)('the data in the page of a %s run equal the golden file', async (name) => {
  const data = dataOf(htmlOf(runs[name], { source: `name: ${name}\n` }))
  const { events, ...rest } = data
  const lines = unpackEvents(events).map((event) => JSON.stringify(event))
  await expect(`${JSON.stringify(rest, null, 2)}\n${lines.join('\n')}\n`).toMatchFileSnapshot(
    `../../../golden/reporters/${name}.html.txt`,
  )
})

test('the same run gives the same bytes', () => {
  expect(htmlOf(runs.failing)).toBe(htmlOf(runs.failing))
})

test('nothing that a node says can end an element or begin one', () => {
  const line = '</script><script>alert(1)</script><!-- <script>'
  const html = htmlOf(runs.hostile, {
    source: line,
    logs: [{ node: 'alice', lines: [line], omitted: 0 }],
  })
  expect(html.match(/<script/g)?.length).toBe(2)
  expect(html.match(/<\/script/g)?.length).toBe(2)
  expect(html).not.toContain('<!--')
  expect(dataOf(html).logs[0]?.lines).toEqual([line])
})

test('only the one program may run, and nothing may be loaded', () => {
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(
    htmlOf(runs.passing, { script: 'f()' }),
  )?.[1]
  expect(policy).toBe(
    "default-src 'none'; script-src 'sha256-GcEEE0IkDzIP5EQ6DXZaDPORqT5RTBELX8Fyzyg9yvo='; base-uri 'none'; form-action 'none'",
  )
})
