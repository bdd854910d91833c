import { plural } from '../../../language/values/plural.ts'
import type { Experiment } from '../../experiment/experiment.ts'
import { formatNumber, groupsOf, isConstant, numbersIn } from '../../experiment/groups.ts'
import { clean } from '../words.ts'
import { Combinations } from './combinations.tsx'
import { MeasurePanel } from './measure-panel.tsx'

export function ExperimentApp({ experiment }: { readonly experiment: Experiment }) {
  const { topology, factors, runs, measures, missing } = experiment
  const groups = groupsOf(experiment)
  const varying = measures.filter((measure) => !isConstant(experiment, measure))
  const constant = measures.filter((measure) => isConstant(experiment, measure))
  const passed = runs.filter(({ outcome }) => outcome === 'pass').length
  const seeds = new Set(runs.map(({ seed }) => seed)).size
  return (
    <div class="page">
      <header class="head">
        <h1>{clean(topology)}</h1>
        <p class="reason">
          {plural(groups.length, 'combination')}, {plural(seeds, 'seed')}, {plural(runs.length, 'run')}:{' '}
          {passed} pass
        </p>
        <dl class="facts">
          {factors.map(({ path, values }) => (
            <div key={path}>
              <dt>{clean(path)}</dt>
              <dd>{values.map(clean).join(', ')}</dd>
            </div>
          ))}
        </dl>
        {missing.map((one) => (
          <p key={one} class="missing">
            {clean(one)}
          </p>
        ))}
      </header>
      <main>
        <Combinations experiment={experiment} groups={groups} measures={varying} />
        {varying.map((measure) => (
          <MeasurePanel key={measure.key} measure={measure} groups={groups} />
        ))}
        {constant.length === 0 ? null : (
          <section class="panel" aria-labelledby="constant">
            <h2 id="constant">The same in all runs</h2>
            <dl class="facts">
              {constant.map((measure) => (
                <div key={measure.key}>
                  <dt>{clean(measure.label)}</dt>
                  <dd>{formatNumber(numbersIn(runs, measure)[0] ?? 0, measure.unit)}</dd>
                </div>
              ))}
            </dl>
          </section>
        )}
      </main>
    </div>
  )
}
