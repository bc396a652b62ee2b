import { describe, expect, test } from 'vitest';
import { assertCallbackUrl } from '../../src/operations/callback-url.js';
import { Problem } from '../../src/operations/problem.js';

const codeOf = (url: string, allowInsecureUrls: boolean): string | null => {
  try {
    assertCallbackUrl(url, allowInsecureUrls);
    return null;
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
};

describe('a callback URL', () => {
  test.each(['https://example.com/hook', 'https://example.com:8443/hook?a=1', 'https://10.0.0.1/'])(
    '%s is allowed anywhere',
    (url) => expect([codeOf(url, false), codeOf(url, true)]).toEqual([null, null]),
  );

  test.each([
    'http://localhost:3000/hook',
    'http://app.localhost/hook',
    'http://127.0.0.1/hook',
    'http://127.1.2.3/hook',
    'http://[::1]:3000/hook',
  ])('%s is allowed in development only', (url) =>
    expect([codeOf(url, false), codeOf(url, true)]).toEqual(['url_not_allowed', null]),
  );

  test.each([
    'http://example.com/',
    'http://localhost.example.com/',
    'http://127.0.0.1.example.com/',
    'ftp://localhost/',
    'javascript:alert(1)',
    'https://user:secret@example.com/',
    'https://example.com/#part',
  ])('%s is never allowed', (url) => expect(codeOf(url, true)).toBe('url_not_allowed'));

  test.each(['', 'nowhere', '//example.com', `https://example.com/${'x'.repeat(200)}`])(
    '"%s" is not a URL that Meta takes',
    (url) => expect(codeOf(url, true)).toBe('invalid_request'),
  );
});
