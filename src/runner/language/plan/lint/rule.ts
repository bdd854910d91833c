import type { DiagnosticCode } from '../../../../base/errors.ts'
import type { EntryPlan, Plan } from '../plan.ts'
import type { Times } from './times.ts'

export interface LintFinding {
  readonly code: DiagnosticCode
  readonly entry: EntryPlan
  readonly message: string
  readonly hint: string
  /** Another entry that the message is about. `label`: a few words at its place; `here`: at the place of this one. */
  readonly cause?: { readonly entry: EntryPlan; readonly label: string; readonly here: string }
}

export type Rule = (plan: Plan, times: Times) => readonly LintFinding[]
