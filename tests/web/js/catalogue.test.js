import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import english from '../../../coach/web/static/words/en.js';

const STATIC = new URL('../../../coach/web/static/', import.meta.url).pathname;
const files = readdirSync(STATIC, { recursive: true }).filter((name) => name.endsWith('.js') && !name.startsWith('words/'));
const text = files.map((name) => readFileSync(join(STATIC, name), 'utf8')).join('\n');

test('every name of words that the page uses stands in the catalogue', () => {
  const used = [...text.matchAll(/\bsay\(\s*'([^'$]+)'/g)].map((match) => match[1]);
  assert.ok(used.length > 20);
  assert.deepEqual(used.filter((name) => !(name in english)), []);
});

test('every word of the catalogue is used', () => {
  const names = Object.keys(english);
  // A name that is put together begins with what stands before the `${`, or ends with what stands after the `}`.
  const begun = [...text.matchAll(/`([a-z-]+\.[a-z-]*)\$\{/g)].map((match) => match[1]);
  const ended = [...text.matchAll(/say\(`\$\{[^}]+\}(\.[a-z-]+)`/g)].map((match) => match[1]);
  const isBuilt = (name) => begun.some((start) => name.startsWith(start)) || ended.some((end) => name.endsWith(end));
  const unused = names.filter((name) => !text.includes(`'${name}'`) && !isBuilt(name));
  assert.deepEqual(unused, []);
});
