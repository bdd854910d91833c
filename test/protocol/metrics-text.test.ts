import { describe, expect, test } from 'vitest'
import { samplesOf } from '../../src/protocol/metrics-text.ts'

const page = `# HELP requests_total Requests
# TYPE requests_total counter
requests_total{path="/a",code="200"} 3
requests_total{path="say \\"}\\" \\\\ and\\nmore",code="500"} 1 1395066363000

# TYPE open gauge
open -2.5e1
# TYPE idle counter
undeclared +Inf
requests_total_created 9
`

describe('a page of metrics', () => {
  test.each([
    [
      'requests_total',
      [
        { labels: { path: '/a', code: '200' }, value: 3 },
        { labels: { path: 'say "}" \\ and\nmore', code: '500' }, value: 1 },
      ],
    ],
    ['open', [{ labels: {}, value: -25 }]],
    ['idle', []],
    ['undeclared', [{ labels: {}, value: Number.POSITIVE_INFINITY }]],
    ['requests', null],
    ['missing', null],
  ])('says of %s what it has', (name, samples) => {
    expect(samplesOf(page, name)).toEqual(samples)
  })
})
