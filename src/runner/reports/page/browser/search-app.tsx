import { formatClock } from '../../../language/values/format-clock.ts'
import { tellCounts } from '../../search/render-search.ts'
import type { SearchReport } from '../../search/search-report.ts'
import { clean } from '../words.ts'
import { CoveragePanel } from './coverage-panel.tsx'
import { FoundGroups } from './found-groups.tsx'
import { GroupPanel } from './group-panel.tsx'

export function SearchApp({ report }: { readonly report: SearchReport }) {
  const { name, groups, unseen, coverage } = report
  return (
    <div class="page">
      <header class="head">
        <h1>{clean(name)}</h1>
        <p class="reason">{tellCounts(report)}</p>
        <dl class="facts">
          {factsOf(report).map(([term, fact]) => (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{clean(fact)}</dd>
            </div>
          ))}
        </dl>
        {unseen.map((one) => (
          <p key={one} class="missing">
            never seen: {clean(one)}
          </p>
        ))}
      </header>
      <main>
        <FoundGroups groups={groups} />
        {coverage.length < 2 ? null : <CoveragePanel report={report} />}
        {groups.map((group, index) => (
          <GroupPanel key={group.id} group={group} index={index} />
        ))}
      </main>
    </div>
  )
}

function factsOf(report: SearchReport): readonly (readonly [term: string, fact: string])[] {
  const { file, seed, releases, shard, virtualTime, features } = report
  return [
    ['file', file],
    ['seed', String(seed)],
    ...(releases.length === 0 ? [] : [['libp2p', releases.join(' and ')] as const]),
    ...(shard === null ? [] : [['part', shard] as const]),
    ['virtual time', formatClock(Math.round(virtualTime / 60_000) * 60_000)],
    ['features', features.toLocaleString('en')],
  ]
}
