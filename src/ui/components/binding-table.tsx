import { parametersOf } from '../../messaging/template-binding.js';
import type { BindingView, WabaVerdict } from '../../operations/template-bindings.js';
import { bindingOf } from '../../store/template-bindings.js';
import { strings } from '../strings.js';
import { Table } from './table.js';

/** Template keys, and how each fits the account's WABAs. */
export function BindingTable({
  views,
  path,
  mayChange,
}: {
  views: readonly BindingView[];
  path: string;
  mayChange: boolean;
}) {
  const words = strings.settings.templates;
  const { key, template, parameters, fits } = words.columns;
  return (
    <Table name={words.title} columns={[key, template, parameters, fits, '']}>
      {views.map(({ row, wabas }) => (
        <tr>
          <td class="mono">{row.key}</td>
          <td>
            {row.name} <small class="nowrap">{row.language}</small>
          </td>
          <td class="mono">{parametersOf(bindingOf(row)).join(', ')}</td>
          <td>
            <Fits wabas={wabas} />
          </td>
          <td>
            {mayChange && (
              <details class="sure">
                <summary>{words.forget}</summary>
                <p>{words.forgetSure(row.key)}</p>
                <form method="post" action={`${path}/${encodeURIComponent(row.key)}/forget`}>
                  <button class="danger" type="submit">
                    {words.forgetNow}
                  </button>
                </form>
              </details>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** A line per WABA: does it fit, and if not, why. */
export function Fits({ wabas }: { wabas: readonly WabaVerdict[] }) {
  const words = strings.settings.templates;
  return (
    <ul class="plain fits">
      {wabas.map(({ wabaId, ok, problems }) => (
        <li>
          <span class={`badge ${ok === null ? '' : ok ? 'good' : 'bad'}`}>
            {ok === null ? words.notRead : ok ? words.fits : words.doesNotFit}
          </span>{' '}
          <small class="mono">{wabaId}</small>
          {problems.map(({ message }) => (
            <small class="block" dir="auto">
              {message}
            </small>
          ))}
        </li>
      ))}
    </ul>
  );
}
