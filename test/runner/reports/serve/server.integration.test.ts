import { rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import type { RowChanges } from '../../../../src/runner/reports/page/run-row.ts'
import { ResultsServer } from '../../../../src/runner/reports/serve/server.ts'
import { runs } from '../../../fixtures/runs.ts'
import { storeRun } from '../../../fixtures/stored-run.ts'
import { storeSearch } from '../../../fixtures/stored-search.ts'
import { test } from '../../../support/temporary-folder.ts'

interface Answer {
  readonly status: number
  readonly body: string
}

function serve(root: string): Promise<ResultsServer> {
  return ResultsServer.open({ root, port: 0, script: async (program) => `/* ${program} */` })
}

/** As it is written, without the repairs that clients make. */
function ask(url: string, path: string, options: { method?: string; host?: string } = {}): Promise<Answer> {
  const { port, host } = new URL(url)
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: options.method ?? 'GET',
        headers: { host: options.host ?? host },
      },
      (response) => {
        let body = ''
        response
          .setEncoding('utf8')
          .on('data', (chunk: string) => {
            body += chunk
          })
          .on('end', () => resolve({ status: response.statusCode ?? 0, body }))
      },
    )
      .on('error', reject)
      .end()
  })
}

/** The content of the server's first message. */
async function firstTold(url: string): Promise<RowChanges> {
  const response = await fetch(new URL('/changes', url))
  let text = ''
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece
    if (text.includes('\n\n')) break
  }
  return JSON.parse(text.split('\n\n')[0]?.replace(/^data: /, '') ?? '') as RowChanges
}

function idOf(path: string, root: string): string {
  return encodeURIComponent(path.slice(root.length + 1))
}

test('it answers its own names and no other one', async ({ folder }) => {
  await using server = await serve(folder)
  const { port } = new URL(server.url)
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`]) {
    expect((await ask(server.url, '/', { host })).status).toBe(200)
  }
  for (const host of [
    'evil.example',
    `evil.example:${port}`,
    '127.0.0.1',
    `127.0.0.1:${port}.evil.example`,
  ]) {
    for (const path of ['/', '/changes', '/run?id=x'])
      expect((await ask(server.url, path, { host })).status).toBe(403)
  }
})

test('it listens on this machine only', async ({ folder }) => {
  await using server = await serve(folder)
  expect(new URL(server.url).hostname).toBe('127.0.0.1')
})

test('it only reads', async ({ folder }) => {
  await using server = await serve(folder)
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect((await ask(server.url, '/', { method })).status).toBe(405)
  }
})

describe('what lies outside', () => {
  test.for([
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/run?id=../../etc',
    '/run?id=%2Fetc',
    '/run?id=passing/../passing',
    '/run?id=passing%00',
    '/run?id=',
    '/run',
    '/passing/latest/report.html',
    '//evil.example/',
    '/search',
    '/search?id=../../etc',
    '/search?id=one-relay/search/..',
    '/compare?id=../../etc&id=/etc',
    '/compare',
  ])('is not served: %s', async (path, { folder }) => {
    storeRun(folder, runs.passing)
    await using server = await serve(folder)
    const { status, body } = await ask(server.url, path)
    expect(status).toBe(404)
    expect(body).not.toContain('root:')
  })

  test('is not reached through links in the folder of a search', async ({ folder }) => {
    const secret = join(folder, 'secret')
    writeFileSync(secret, 'a secret')
    const stored = storeSearch(folder)
    await using server = await serve(folder)
    const path = `/search?id=${idOf(stored, folder)}`
    expect((await ask(server.url, path)).body).toContain('<title>one-relay: search</title>')
    expect((await firstTold(server.url)).searches).toHaveLength(1)
    rmSync(join(stored, 'search.yaml'))
    symlinkSync(secret, join(stored, 'search.yaml'))
    const { status, body } = await ask(server.url, path)
    expect(status).toBe(404)
    expect(body).not.toContain('a secret')
  })

  test('is not reached through links in the folder of a run', async ({ folder }) => {
    const secret = join(folder, 'secret')
    writeFileSync(secret, 'a secret')
    const { path } = storeRun(folder, runs.passing)
    rmSync(join(path, 'topology.yaml'))
    symlinkSync(secret, join(path, 'topology.yaml'))
    await using server = await serve(folder)
    const { status, body } = await ask(server.url, `/run?id=${idOf(path, folder)}`)
    expect(status).toBe(404)
    expect(body).not.toContain('a secret')
  })
})

test('a report and a comparison are made from the stored run, not from the stored page', async ({
  folder,
}) => {
  const paths = [storeRun(folder, runs.passing), storeRun(folder, runs.failing)].map(({ path }) => path)
  for (const path of paths) writeFileSync(join(path, 'report.html'), '<script>alert(1)</script>')
  await using server = await serve(folder)
  const ids = paths.map((path) => `id=${idOf(path, folder)}`)
  const report = await ask(server.url, `/run?${ids[0]}`)
  expect(report.status).toBe(200)
  expect(report.body).toContain('<title>pass: passing</title>')
  expect(report.body).not.toContain('alert(1)')
  const comparison = await ask(server.url, `/compare?${ids.join('&')}`)
  expect(comparison.status).toBe(200)
  expect(comparison.body).toContain('/* comparison */')
})

test('a run that cannot be read is an answer, and the next one is answered as well', async ({ folder }) => {
  const { path } = storeRun(folder, runs.passing)
  writeFileSync(join(path, 'plan.json'), '<b>not a plan')
  await using server = await serve(folder)
  const { status, body } = await ask(server.url, `/run?id=${idOf(path, folder)}`)
  expect(status).toBe(404)
  expect(body).toContain('is not JSON')
  expect(body).not.toContain('<b>')
  expect((await ask(server.url, '/')).status).toBe(200)
})

test.for([
  ['no run', []],
  ['two runs', ['failing', 'passing']],
] as const)(
  'whoever follows a folder with %s is told of all that are there first',
  async ([, names], { folder }) => {
    for (const name of names) storeRun(folder, runs[name])
    await using server = await serve(folder)
    // The second one comes while the folder is looked at for the first.
    const told = await Promise.all([firstTold(server.url), firstTold(server.url)])
    const later = await firstTold(server.url)
    for (const { rows } of [...told, later]) {
      expect(rows.map(({ topology }) => topology).sort()).toEqual(names)
    }
  },
)

test('a port that is taken is said to be', async ({ folder }) => {
  await using server = await serve(folder)
  const port = Number(new URL(server.url).port)
  await expect(ResultsServer.open({ root: folder, port, script: async () => '' })).rejects.toThrow(
    `cannot listen on port ${port}`,
  )
})
