#!/bin/bash
# A Slurm array: each task runs one shard of all topologies. Slurm says which: topo reads SLURM_ARRAY_TASK_ID and _COUNT.
#
#     job=$(sbatch --parsable --wait slurm.sh); npx topo merge results/slurm-$job/shard-* --results results/slurm-$job/all
#
# Options of sbatch replace those below: `sbatch --array=1-32 --cpus-per-task=4 slurm.sh`.
# A single task again: `sbatch --array=3 --export=ALL,SHARD=3/8,RESULTS=results/slurm-4711 slurm.sh`.
#SBATCH --job-name=topo
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --time=01:00:00
#SBATCH --output=topo-%A-%a.log
#SBATCH --signal=B:TERM@60
set -eu
# The folder in which sbatch was called. Every node sees it, in a shared file system.
cd "${SLURM_SUBMIT_DIR}"
results=${RESULTS:-results/slurm-${SLURM_ARRAY_JOB_ID}}
# Not `npx topo`: the signal would reach npx.
read -ra topo <<< "${TOPO:-node_modules/.bin/topo}"
read -ra topologies <<< "${TOPOLOGIES:-topologies}"
# `exec`: the signal before the end of the time reaches topo, which then keeps what it has.
exec "${topo[@]}" run "${topologies[@]}" \
  --shard "${SHARD:-auto}" \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" \
  --results "${results}/shard-${SLURM_ARRAY_TASK_ID}"
