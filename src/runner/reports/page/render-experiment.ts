import type { Experiment } from '../experiment/experiment.ts'
import { renderPage } from './render-page.ts'
import { clean } from './words.ts'

/** Renders an experiment as one document; `script` is its program. It links to the reports of its runs. */
export function renderExperiment(experiment: Experiment, script: string): string {
  const { topology, runs } = experiment
  const passed = runs.filter(({ outcome }) => outcome === 'pass').length
  return renderPage({
    title: `${clean(topology)}: experiment`,
    summary: `${passed} of ${runs.length} runs pass.`,
    data: experiment,
    script,
  })
}
