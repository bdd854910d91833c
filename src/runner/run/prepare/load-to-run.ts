import path from 'node:path'
import { type Loaded, loadWith, type Source } from '../../language/plan/load.ts'
import type { Overrides } from '../../language/topology/validate.ts'
import { checkFiles } from './check-files.ts'

/** Loads a topology that is going to run: the files that it names must exist. */
export function loadToRun(source: Source, overrides: Overrides = {}): Loaded {
  const folder = path.dirname(path.resolve(source.file))
  return loadWith((topology) => checkFiles(topology, folder), source, overrides)
}
