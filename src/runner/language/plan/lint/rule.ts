import type { DiagnosticCode } from '../../../../base/errors.ts'
import type { EntryPlan, Plan } from '../plan.ts'
import type { Times } from './times.ts'

export interface LintFinding {
  readonly code: DiagnosticCode
  readonly entry: EntryPlan
  readonly message: string
  readonly hint: string
}

export type Rule = (plan: Plan, times: Times) => readonly LintFinding[]
