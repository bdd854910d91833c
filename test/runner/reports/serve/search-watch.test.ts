import { expect } from 'vitest'
import { SearchWatch } from '../../../../src/runner/reports/serve/search-watch.ts'
import type { SearchRecord } from '../../../../src/runner/search/stored-search.ts'
import { storeSearch } from '../../../fixtures/stored-search.ts'
import { test } from '../../../support/temporary-folder.ts'

test.for<[string, Partial<SearchRecord>, string]>([
  ['a new failure', {}, 'fail'],
  ['nothing new', { groups: [], unseen: [] }, 'pass'],
  ['an expectation that was never seen', { groups: [] }, 'unknown'],
  ['no verdict', { groups: [], unseen: [], unknown: 4 }, 'unknown'],
])('a search with %s has the outcome of its exit code in the list', ([, given, outcome], { folder }) => {
  storeSearch(folder, given)
  const watch = new SearchWatch(folder)
  expect(watch.look()).toBe(true)
  expect(watch.rows()).toMatchObject([{ name: 'one-relay', outcome }])
  expect(watch.look()).toBe(false)
})
