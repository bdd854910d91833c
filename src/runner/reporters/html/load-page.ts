import { pageScript } from './page-script.ts'

/** Loads the program of the HTML report. That there is none is the failure of that report alone, when it is written. */
export function loadPage(): Promise<() => string> {
  return pageScript().then(
    (text) => () => text,
    (error: unknown) => () => {
      throw error
    },
  )
}
