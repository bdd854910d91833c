import { expect, it } from 'vitest'
import { metricsUrl } from '../../../../src/runner/processes/command/metrics-place.ts'

it.each([
  ['40123', 'http://127.0.0.1:40123/metrics'],
  ['0.0.0.0:40123', 'http://127.0.0.1:40123/metrics'],
  ['[::]:40123', 'http://127.0.0.1:40123/metrics'],
  [':40123', 'http://127.0.0.1:40123/metrics'],
  ['5.16.0.10:40123', 'http://5.16.0.10:40123/metrics'],
  ['http://0.0.0.0:40123/metrics', 'http://127.0.0.1:40123/metrics'],
  ['http://127.0.0.1:40123', 'http://127.0.0.1:40123/metrics'],
  ['http://[::]:40123/debug/metrics', 'http://127.0.0.1:40123/debug/metrics'],
  ['http://0.0.0.0:40123/metrics?format=prometheus', 'http://127.0.0.1:40123/metrics?format=prometheus'],
  ['http://127.0.0.1:40123?format=prometheus', 'http://127.0.0.1:40123/metrics?format=prometheus'],
])('metrics at %s are read from %s', (printed, url) => {
  expect(metricsUrl(printed)).toBe(url)
})

it.each(['metrics', 'https://127.0.0.1:1/metrics', ''])('"%s" is no place of metrics', (printed) => {
  expect(() => metricsUrl(printed)).toThrow(
    `\`findMetrics\` found "${printed}", expected a port, an address with a port, or an http URL`,
  )
})
