import type { Child } from 'hono/jsx';

/** A table of rows that scrolls sideways by itself where there is little room, also by keyboard. `name`: for who cannot see it; no `columns`, no head. */
export const Table = ({
  name,
  columns,
  children,
}: {
  name: string;
  columns: readonly string[];
  children?: Child;
}) => (
  <div class="scroll" tabindex={0} role="region" aria-label={name}>
    <table class="rows">
      {columns.length > 0 && (
        <thead>
          <tr>
            {columns.map((column) => (column === '' ? <td /> : <th scope="col">{column}</th>))}
          </tr>
        </thead>
      )}
      <tbody>{children}</tbody>
    </table>
  </div>
);
