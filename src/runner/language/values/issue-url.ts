import * as z from 'zod'

export const issueUrlProblem = 'expected the URL of an issue'

/** Where others can read about what is expected to fail. */
export const issueUrl = z.url({ protocol: /^https?$/, error: issueUrlProblem })
