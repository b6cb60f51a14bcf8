/** Instants as the computer's own clock shows them, whatever the zone of the device that shows the page. */

import { locale, say } from './words.js';

/**
 * A date whose parts are those of the computer's clock.
 *
 * @param {string} instant ISO 8601 with the computer's offset
 * @returns {Date}
 */
export function wall(instant) {
  return new Date(instant.slice(0, 19));
}

/**
 * The time of day as it is typed: `9:05`.
 *
 * @param {Date} at
 * @returns {string}
 */
export function clockTime(at) {
  return `${at.getHours()}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/**
 * The day: `Today`, `Friday` within a week, or its date.
 *
 * @param {Date} at
 * @param {Date} now
 * @returns {string}
 */
export function dayWord(at, now) {
  const days = daysBetween(now, at);
  const near = new Map([[-1, say('time.yesterday')], [0, say('time.today')], [1, say('time.tomorrow')]]).get(days);
  if (near) return near;
  if (days > 1 && days < 7) return at.toLocaleDateString(locale(), { weekday: 'long' });
  /** @type {Intl.DateTimeFormatOptions} */
  const form = { weekday: 'short', day: 'numeric', month: 'short' };
  if (at.getFullYear() !== now.getFullYear()) form.year = 'numeric';
  return at.toLocaleDateString(locale(), form);
}

/**
 * A day and time within a sentence: `today 15:30`.
 *
 * @param {string} instant
 * @param {string} now
 * @returns {string}
 */
export function saidTime(instant, now) {
  const at = wall(instant);
  const day = dayWord(at, wall(now));
  const near = Math.abs(daysBetween(wall(now), at)) <= 1;
  return `${near ? day.toLocaleLowerCase(locale()) : day} ${clockTime(at)}`;
}

/** @param {Date} from @param {Date} to */
function daysBetween(from, to) {
  const midnight = (/** @type {Date} */ at) => Date.UTC(at.getFullYear(), at.getMonth(), at.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}
