import { describe, expect, test } from 'vitest';
import { readUsage } from '../../src/graph/usage.js';

const share = { type: 'whatsapp_business_management', call_count: 1, total_cputime: 2 };

describe('usage', () => {
  test('is the highest percentage and the longest wait of all headers', () => {
    const headers = new Headers({
      'x-business-use-case-usage': JSON.stringify({
        '22': [
          { ...share, total_time: 78, estimated_time_to_regain_access: 0 },
          { ...share, estimated_time_to_regain_access: 12 },
        ],
        '23': [{ ...share, call_count: 104 }],
      }),
      'x-app-usage': JSON.stringify({ call_count: 5, total_cputime: 6, total_time: 7 }),
    });

    expect(readUsage(headers)).toEqual({ percent: 104, regainAccessMs: 12 * 60_000 });
  });

  test('is null when no header came', () => {
    expect(readUsage(new Headers())).toEqual({ percent: null, regainAccessMs: 0 });
  });

  test.each(['', 'nonsense', '[]', '{"22":{}}', 'null'])('ignores the header %j', (header) => {
    const headers = new Headers({ 'x-business-use-case-usage': header });
    expect(readUsage(headers)).toEqual({ percent: null, regainAccessMs: 0 });
  });
});
