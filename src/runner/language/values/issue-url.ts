import * as z from 'zod'

export const issueUrlProblem = 'expected the URL of an issue'

/** The URL of the issue that explains an expected failure. */
export const issueUrl = z.url({ protocol: /^https?$/, error: issueUrlProblem })
