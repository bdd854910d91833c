/** The shard of this machine, from the variables that engines for many machines set. */
import { InputError } from './errors.ts'
import type { Shard } from './shard.ts'

type Environment = Readonly<Record<string, string | undefined>>

interface Engine {
  readonly name: string
  /** The variable that says that a job is one of several. */
  readonly sign: string
  /** Throws {@link InputError} for variables that give no shard. */
  readonly shard: (env: Environment) => Shard
}

const engines: readonly Engine[] = [
  {
    // https://slurm.schedmd.com/job_array.html
    name: 'Slurm',
    sign: 'SLURM_ARRAY_TASK_ID',
    shard: (env) => {
      const count = whole(env, 'SLURM_ARRAY_TASK_COUNT')
      const first = whole(env, 'SLURM_ARRAY_TASK_MIN', '0')
      const step = whole(env, 'SLURM_ARRAY_TASK_STEP', '1')
      const last = whole(env, 'SLURM_ARRAY_TASK_MAX', String(first + (count - 1) * step))
      const isEven = last === first + (count - 1) * step
      const place = (whole(env, 'SLURM_ARRAY_TASK_ID') - first) / step
      return shardAt(isEven ? place : -1, count, 'the tasks of the array must be evenly spaced: --array=1-8')
    },
  },
  {
    // https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
    name: 'Kubernetes',
    sign: 'JOB_COMPLETION_INDEX',
    shard: (env) =>
      shardAt(
        whole(env, 'JOB_COMPLETION_INDEX'),
        whole(env, 'JOB_COMPLETIONS'),
        'JOB_COMPLETIONS must be `completions` of the Job',
      ),
  },
  {
    // https://docs.gitlab.com/ci/yaml/#parallel
    name: 'the CI server',
    sign: 'CI_NODE_INDEX',
    shard: (env) =>
      shardAt(
        whole(env, 'CI_NODE_INDEX') - 1,
        whole(env, 'CI_NODE_TOTAL'),
        'CI_NODE_INDEX counts from 1 to CI_NODE_TOTAL',
      ),
  },
]

/** Throws {@link InputError} when no engine tells a shard, or when two tell different ones. */
export function shardOfMachine(env: Environment): Shard {
  const told = engines
    .filter(({ sign }) => given(env, sign) !== null)
    .map(({ name, shard }) => ({ name, ...shard(env) }))
  const [first] = told
  if (first === undefined) throw new InputError(nothing)
  const other = told.find(({ index, count }) => index !== first.index || count !== first.count)
  if (other === undefined) return { index: first.index, count: first.count }
  throw new InputError(
    `--shard auto: ${first.name} says ${first.index}/${first.count}, and ${other.name} says ${other.index}/${other.count}: name one of them, such as --shard ${first.index}/${first.count}`,
  )
}

const nothing = `--shard auto: nothing tells the shard of this machine. topo reads:
      SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT   in a Slurm array: sbatch --array=1-8
      JOB_COMPLETION_INDEX and JOB_COMPLETIONS         in a Kubernetes Job with completionMode: Indexed;
                                                       set JOB_COMPLETIONS to its completions
      CI_NODE_INDEX and CI_NODE_TOTAL                  in GitLab: parallel: 8; in GitHub set them from the matrix
      Otherwise name the shard: --shard 3/8`

function shardAt(place: number, count: number, advice: string): Shard {
  if (Number.isSafeInteger(place) && place >= 0 && place < count) return { index: place + 1, count }
  throw new InputError(`--shard auto: the variables give no shard of ${count}: ${advice}`)
}

function whole(env: Environment, name: string, otherwise: string | null = null): number {
  const text = given(env, name) ?? otherwise
  if (text === null) throw new InputError(`--shard auto: ${missing(env, name)}`)
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InputError(`--shard auto: ${name} is ${JSON.stringify(text)}, which is no whole number`)
}

function missing(env: Environment, name: string): string {
  const sign = engines.map((engine) => engine.sign).find((one) => given(env, one) !== null)
  const set = name === 'JOB_COMPLETIONS' ? `set it in the container to \`completions\` of the Job` : 'set it'
  return `${sign} is set, but ${name}, the number of shards, is not: ${set}, or name the shard: --shard 3/8`
}

/** Null for a variable that is not set or empty. */
function given(env: Environment, name: string): string | null {
  const text = env[name]
  return text === undefined || text === '' ? null : text
}
