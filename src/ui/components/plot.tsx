/** One colour of a plot: its word and the class that paints it. */
export interface Series {
  readonly name: string;
  readonly paint: 'read' | 'delivered' | 'sent' | 'failed' | 'waiting-paint' | 'plain-paint';
}

/** One bar: what it stands for, and a value per series. */
export interface Column {
  readonly label: string;
  readonly values: readonly number[];
}

const HEIGHT = 100;
const STEP = 10;
const BAR = 8;

/**
 * Bars, one per column, its series on top of each other. Drawn by the server; each bar says its numbers on hover, and all of them are there as a
 * table for who cannot see or wants to copy. `title` is a whole sentence.
 */
export function Plot({
  title,
  series,
  columns,
  asTable,
  isDense = false,
}: {
  title: string;
  series: readonly Series[];
  columns: readonly Column[];
  /** The words on what opens the table. */
  asTable: string;
  /** Too many columns to name each: only the first and the last have a label. */
  isDense?: boolean;
}) {
  const highest = Math.max(1, ...columns.map(({ values }) => sum(values)));
  const shown = series.map((one, index) => ({
    ...one,
    index,
    total: sum(columns.map(({ values }) => values[index] ?? 0)),
  }));
  const named = isDense ? [columns[0], columns.at(-1)] : columns;
  return (
    <figure class="plot">
      <figcaption>
        <span class="plot-title">{title}</span>
        {series.length > 1 && (
          <ul class="legend">
            {shown.map(({ name, paint, total }) => (
              <li>
                <span class={`swatch ${paint}`} aria-hidden="true" />
                {name} <strong>{total}</strong>
              </li>
            ))}
          </ul>
        )}
      </figcaption>
      <div class="plot-area">
        <span class="plot-max" aria-hidden="true">
          {highest}
        </span>
        <svg
          role="img"
          aria-label={title}
          viewBox={`0 0 ${columns.length * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
        >
          {columns.map((column, place) => (
            <Bar column={column} series={series} x={place * STEP} highest={highest} />
          ))}
        </svg>
      </div>
      <div class={isDense ? 'plot-labels dense' : 'plot-labels'} aria-hidden="true">
        {named.map((column) => (
          <span>{column?.label}</span>
        ))}
      </div>
      <details class="plot-table">
        <summary>{asTable}</summary>
        <Numbers series={series} columns={columns} />
      </details>
    </figure>
  );
}

function Bar({
  column,
  series,
  x,
  highest,
}: {
  column: Column;
  series: readonly Series[];
  x: number;
  highest: number;
}) {
  let top = HEIGHT;
  const parts = series.map(({ paint }, index) => {
    const height = ((column.values[index] ?? 0) / highest) * HEIGHT;
    top -= height;
    return { paint, y: top, height };
  });
  const words = series.map(({ name }, index) => `${name} ${column.values[index] ?? 0}`).join(', ');
  return (
    <g>
      <title>{`${column.label}: ${words}`}</title>
      <rect class="hover" x={x} y={0} width={STEP} height={HEIGHT} />
      {parts
        .filter(({ height }) => height > 0)
        .map(({ paint, y, height }) => (
          <rect
            class={paint}
            x={x + (STEP - BAR) / 2}
            y={round(y)}
            width={BAR}
            height={round(height)}
          />
        ))}
    </g>
  );
}

const Numbers = ({
  series,
  columns,
}: {
  series: readonly Series[];
  columns: readonly Column[];
}) => (
  <table>
    <thead>
      <tr>
        <td />
        {series.map(({ name }) => (
          <th scope="col">{name}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {columns.map(({ label, values }) => (
        <tr>
          <th scope="row">{label}</th>
          {values.map((value) => (
            <td>{value}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const round = (value: number): number => Math.round(value * 100) / 100;
