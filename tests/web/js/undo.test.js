import assert from 'node:assert/strict';
import { test } from 'node:test';

import { UndoHistory } from '../../../coach/web/static/lib/undo.js';

const at = (text, caret = text.length) => ({ text, start: caret, end: caret });

test('letters typed in a row are one step, a pause or another kind begins the next', () => {
  const edits = new UndoHistory();
  edits.record(at(''), at('a'), 'insertText', 0);
  edits.record(at('a'), at('ab'), 'insertText', 100);
  edits.record(at('ab'), at('abc'), 'insertText', 5000);
  edits.record(at('abc'), at('ab'), 'deleteContentBackward', 5100);
  edits.record(at('ab'), at('a'), 'deleteContentBackward', 5200);
  assert.equal(edits.undo('a')?.text, 'abc');
  assert.equal(edits.undo('abc')?.text, 'ab');
  assert.equal(edits.undo('ab')?.text, '');
  assert.equal(edits.undo(''), null);
  assert.deepEqual(edits.redo(''), at('ab'));
  assert.equal(edits.redo('ab')?.text, 'abc');
  assert.equal(edits.redo('abc')?.text, 'a');
  assert.equal(edits.canRedo, false);
});

test('what the page changed is a step of its own, and the caret returns to where it was', () => {
  const edits = new UndoHistory();
  edits.record(at('Hold (45s)', 4), at('Hold (30s)', 9), '', 0);
  assert.deepEqual(edits.undo('Hold (30s)'), at('Hold (45s)', 4));
});

test('a new edit forgets what was undone', () => {
  const edits = new UndoHistory();
  edits.record(at(''), at('a'), 'insertText', 0);
  edits.undo('a');
  edits.record(at(''), at('b'), 'insertText', 10);
  assert.equal(edits.redo('b'), null);
  assert.equal(edits.undo('b')?.text, '');
});

test('any row of edits can be undone to the beginning and redone to the end', () => {
  const edits = new UndoHistory();
  let state = 3;
  const random = (most) => (state = (state * 48271) % 2147483647) % most;
  const texts = ['start'];
  for (let index = 0; index < 300; index += 1) {
    const text = texts[texts.length - 1];
    const from = random(text.length + 1);
    const next = text.slice(0, from) + ['x', '', 'yz', '\n'][random(4)] + text.slice(from + random(3));
    edits.record(at(text), at(next), ['insertText', '', 'deleteContentBackward'][random(3)], index * random(900));
    texts.push(next);
  }
  let text = texts[texts.length - 1];
  for (let back = edits.undo(text); back; back = edits.undo(text)) text = back.text;
  assert.equal(text, 'start');
  for (let on = edits.redo(text); on; on = edits.redo(text)) text = on.text;
  assert.equal(text, texts[texts.length - 1]);
});
