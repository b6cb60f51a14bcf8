import assert from 'node:assert/strict';
import { test } from 'node:test';

import english from '../../../coach/web/static/words/en.js';
import { say, use } from '../../../coach/web/static/lib/words.js';

const page = { documentElement: { lang: '' } };
Object.assign(globalThis, { document: page });

test('values stand where their names are, and plural forms follow the number', () => {
  use({ 'x.steps': { one: '{n} step of {all}', other: '{n} steps of {all}' } }, 'en');
  assert.equal(say('x.steps', { n: 1, all: 3 }), '1 step of 3');
  assert.equal(say('x.steps', { n: 2, all: 3 }), '2 steps of 3');
});

test('another language has its own words, and English ones where it has none', () => {
  use({ 'nav.write': 'Skribi' }, 'eo');
  assert.equal(say('nav.write'), 'Skribi');
  assert.equal(say('nav.history'), english['nav.history']);
  assert.equal(page.documentElement.lang, 'eo');
});
