/** The rules of a reminder in words, from the form in which they are kept: `at 11:00, 15:30 on mon-fri`. */

import { clockTime } from './wall.js';
import { locale, say } from './words.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const AT = /^at ([\d:, ]+?)(?: on (.+))?$/;
const EVERY = /^every (\d+) (h|min)(?: between ([\d:]+)-([\d:]+))?(?: on (.+))?$/;
const ONCE = /^once (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2})$/;

/**
 * A rule for a person. One that is not known stays as it is.
 *
 * @param {string} rule
 * @returns {string}
 */
export function ruleInWords(rule) {
  const at = AT.exec(rule);
  if (at) return say('rule.at', { times: listed((at[1] ?? '').split(', ')), days: daysInWords(at[2]) });
  const every = EVERY.exec(rule);
  if (every) {
    const [, count = '', unit, from, to, days] = every;
    const length = say(unit === 'h' ? 'rule.hours' : 'rule.minutes', { n: Number(count) });
    const range = from && to ? say('rule.between', { from, to }) : say('rule.all-day');
    return say('rule.every', { length, range, days: daysInWords(days) });
  }
  const once = ONCE.exec(rule);
  if (once) {
    const moment = new Date(`${once[1]}T${once[2]}`);
    const day = moment.toLocaleDateString(locale(), { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    return say('rule.once', { day, time: clockTime(moment) });
  }
  return rule;
}

/** @param {string | undefined} days such as `mon-wed, sat`; undefined for every day */
function daysInWords(days) {
  if (!days) return say('rule.daily');
  if (days === 'mon-fri') return say('rule.weekdays');
  return listed(days.split(', ').map((run) => {
    const [first = '', last] = run.split('-').map(dayName);
    return last ? say('rule.days', { first, last }) : first;
  }));
}

/** @param {string} code */
function dayName(code) {
  const monday = Date.UTC(2024, 0, 1 + DAYS.indexOf(code));
  return new Date(monday).toLocaleDateString(locale(), { weekday: 'long', timeZone: 'UTC' });
}

/** @param {string[]} parts */
function listed(parts) {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(parts);
}
