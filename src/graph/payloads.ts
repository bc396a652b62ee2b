/** Everything Meta posts, by field, as tolerant schemas. Source: facts/meta.md §4. */
export * from './payloads/account-fields.js';
export * from './payloads/envelope.js';
export * from './payloads/messages.js';
export * from './payloads/number-fields.js';
export * from './payloads/template-fields.js';
