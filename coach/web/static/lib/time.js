/** Times in words and figures. */

import { locale, say } from './words.js';

/**
 * A time that is left: `m:ss`, or `h:mm:ss` from an hour on. A part of a second counts whole, as on a clock that runs down.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function clock(milliseconds) {
  return figures(Math.ceil(milliseconds / 1000));
}

/**
 * A time from the beginning, in the same figures: a part of a second does not count, as on a clock that runs up.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function timeInto(milliseconds) {
  return figures(Math.floor(milliseconds / 1000));
}

/** @param {number} all seconds */
function figures(all) {
  const seconds = Math.max(0, all);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600));
  return parts.map((part, index) => (index ? String(part).padStart(2, '0') : String(part))).join(':');
}

/**
 * Whole minutes: `45 min`; below a minute, seconds.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function minutes(milliseconds) {
  if (milliseconds < 60_000) return say('time.seconds', { n: Math.round(milliseconds / 1000) });
  return say('time.minutes', { n: Math.round(milliseconds / 60_000) });
}

/**
 * Hours and minutes: `1 h 5 min`, `45 min`; below three minutes with seconds: `2 min 30 s`.
 *
 * @param {number} milliseconds
 * @returns {string}
 */
export function lengthInWords(milliseconds) {
  const fine = milliseconds < 180_000;
  const seconds = fine ? Math.round(milliseconds / 1000) : Math.round(milliseconds / 60_000) * 60;
  const parts = [];
  if (seconds >= 3600) parts.push(say('time.hours', { n: Math.floor(seconds / 3600) }));
  if (Math.floor(seconds / 60) % 60) parts.push(say('time.minutes', { n: Math.floor(seconds / 60) % 60 }));
  if (seconds % 60 || !seconds) parts.push(say('time.seconds', { n: seconds % 60 }));
  return parts.join(' ');
}

/**
 * The time of day, as the device writes it.
 *
 * @param {Date} at
 * @returns {string}
 */
export function timeOfDay(at) {
  return at.toLocaleTimeString(locale(), { hour: 'numeric', minute: '2-digit' });
}

/**
 * A day and time: `Today, 15:04`, `Friday, 15:04`, `3 March, 15:04`.
 *
 * @param {Date} at
 * @param {Date} [now]
 * @returns {string}
 */
export function dayAndTime(at, now = new Date()) {
  const days = Math.round((midnight(at) - midnight(now)) / 86_400_000);
  const names = new Map([[-1, say('time.yesterday')], [0, say('time.today')], [1, say('time.tomorrow')]]);
  const near = days > 1 && days < 7;
  /** @type {Intl.DateTimeFormatOptions} */
  const form = near ? { weekday: 'long' } : { day: 'numeric', month: 'long' };
  if (at.getFullYear() !== now.getFullYear()) form.year = 'numeric';
  return `${names.get(days) ?? at.toLocaleDateString(locale(), form)}, ${timeOfDay(at)}`;
}

/** @param {Date} at */
function midnight(at) {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
