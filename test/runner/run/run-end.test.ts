import { describe, expect, it } from 'vitest'
import { RunEnd } from '../../../src/runner/run/run-end.ts'

const finished = { cause: 'finished', reason: '' } as const

describe('the end of a run', () => {
  it('is as its last step says when nothing ended it before', () => {
    const end = new RunEnd(new AbortController().signal)
    expect(end.conclude(finished)).toEqual(finished)
    expect(end.signal.aborted).toBe(false)
  })

  it('has the first cause, with the reason of that cause', () => {
    const interrupt = new AbortController()
    const end = new RunEnd(interrupt.signal)
    end.early('failed', new Error('alice broke the protocol'))
    interrupt.abort(new Error('Ctrl-C'))
    end.early('failed', new Error('the request was given up'))
    expect(end.conclude(finished)).toEqual({ cause: 'failed', reason: 'alice broke the protocol' })
    expect(end.signal.reason).toEqual(new Error('alice broke the protocol'))
  })

  it('is an interruption when the caller aborts first', () => {
    const interrupt = new AbortController()
    const end = new RunEnd(interrupt.signal)
    interrupt.abort(new Error('Ctrl-C'))
    end.early('failed', new Error('the request was given up'))
    expect(end.conclude(finished)).toEqual({ cause: 'interrupted', reason: 'Ctrl-C' })
  })

  it('has come already when the caller aborted before the run', () => {
    const end = new RunEnd(AbortSignal.abort(new Error('too late')))
    expect(end.signal.aborted).toBe(true)
    expect(end.conclude(finished)).toEqual({ cause: 'interrupted', reason: 'too late' })
  })

  it('keeps its cause when the run is torn down, and stops everything that waits', () => {
    const end = new RunEnd(new AbortController().signal)
    end.conclude(finished)
    end.tearDown()
    expect(end.signal.aborted).toBe(true)
    expect(end.conclude({ cause: 'failed', reason: 'late' })).toEqual(finished)
  })
})
