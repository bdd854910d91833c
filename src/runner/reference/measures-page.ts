import { columnsOf, tableNames, tables } from '../reports/tables/tables.ts'
import { page, table } from './docs.ts'

/** A query that both DuckDB and SQLite understand; a test runs it. */
const query = `SELECT s.value AS latency, count(*) AS runs, avg(m.value) / 1000 AS seconds
FROM measures AS m
JOIN settings AS s ON s.run = m.run AND s.path = 'links.latency'
WHERE m.name = 'wait'
GROUP BY s.value, s.number
ORDER BY s.number`

/** The page about the tables of `topo measures`. */
export function measuresPage(): string {
  return page(
    'Measures as tables',
    '`topo measures` writes stored runs as tables, for pandas, DuckDB or a spreadsheet.',
    [
      fenced('sh', 'topo measures results/hello --format parquet --to hello-tables'),
      'It takes the folder of a run, of a topology or of all results, the name of a run (`hello`, `hello~1`), the page of an experiment (`results/hello/experiment-30b98a3c.html`), and the folder that `topo merge` has made of several shards. `--format csv,json,parquet` chooses the formats; the default is CSV. JSON files have one object on each line (`.ndjson`). Each format has a file for each table, in the folder of `--to` (default `measures`).',
      'All times are milliseconds of the run’s clock, from the start of the run. A missing value is null; in CSV it is an empty field, and an empty text is `""`. The same runs give the same files, except for the measures of CPU.',
      '## A query',
      'The time until an expectation held, for each latency of an experiment (`--vary links.latency=10ms,200ms`):',
      fenced('sql', query),
      'In DuckDB, the tables are the files:',
      fenced(
        'sql',
        tableNames
          .filter((name) => name === 'measures' || name === 'settings')
          .map((name) => `CREATE VIEW ${name} AS FROM 'hello-tables/${name}.parquet';`)
          .join('\n'),
      ),
      'In pandas:',
      fenced(
        'python',
        `import pandas as pd
measures = pd.read_parquet("hello-tables/measures.parquet")
settings = pd.read_parquet("hello-tables/settings.parquet").pivot(index="run", columns="path", values="value")
waits = measures[measures.name == "wait"].join(settings, on="run")
waits.groupby("links.latency").value.describe()`,
      ),
      ...tableNames.flatMap((name) => [
        `## ${name}`,
        `${tables[name].meaning}.`,
        table(
          ['column', 'type', 'unit', 'meaning'],
          columnsOf(name).map(([column, { type, unit, meaning }]) => [
            `\`${column}\``,
            type,
            unit ?? '',
            meaning,
          ]),
        ),
      ]),
    ],
  )
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``
}
