/** The rules of a reminder are told in words, and times as the computer's clock shows them. */

import assert from 'node:assert/strict';
import test from 'node:test';
import { ruleInWords } from '../../../coach/web/static/lib/rules.js';
import { clockTime, dayWord, saidTime, wall } from '../../../coach/web/static/lib/wall.js';

test('a rule is told in words', () => {
  const told = {
    'at 11:00': '11:00, every day',
    'at 9:05, 11:00, 15:30 on mon-fri': '9:05, 11:00, and 15:30, Monday to Friday',
    'at 8:00 on mon, wed-sat': '8:00, Monday and Wednesday to Saturday',
    'at 8:00 on sat, sun': '8:00, Saturday and Sunday',
    'every 1 h': 'Every hour, day and night, every day',
    'every 2 h between 9:00-18:00 on mon-fri': 'Every 2 hours, from 9:00 to 18:00, Monday to Friday',
    'every 90 min between 22:00-6:00': 'Every 90 minutes, from 22:00 to 6:00, every day',
    'once 2026-12-01 20:00': 'Once, Tuesday, December 1, 2026, 20:00',
  };
  for (const [rule, words] of Object.entries(told)) assert.equal(ruleInWords(rule), words);
});

test('a rule that is not known stays as it is', () => {
  for (const rule of ['', 'at dawn', 'every 2 weeks', 'at 11:00 on <b>']) assert.equal(typeof ruleInWords(rule), 'string');
  assert.equal(ruleInWords('every 2 weeks'), 'every 2 weeks');
});

test('times are those of the clock of the computer, whatever the zone here', () => {
  const at = wall('2026-11-26T09:05:00+13:00');
  assert.equal(clockTime(at), '9:05');
  const now = '2026-11-26T23:30:00+13:00';
  assert.equal(saidTime('2026-11-26T09:05:00+13:00', now), 'today 9:05');
  assert.equal(saidTime('2026-11-27T00:05:00+13:00', now), 'tomorrow 0:05');
  assert.equal(saidTime('2026-11-30T00:05:00+13:00', now), 'Monday 0:05');
  assert.equal(dayWord(wall('2026-11-25T01:00:00+01:00'), wall(now)), 'Yesterday');
  assert.equal(dayWord(wall('2027-01-05T01:00:00+01:00'), wall(now)), 'Tue, Jan 5, 2027');
});
