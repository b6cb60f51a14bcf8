import { h, show, svg } from '../lib/dom.js';
import { locale, say } from '../lib/words.js';

/** @typedef {{from: string, sessions: number, reminders: number}} Week minutes; `from` is its Monday */

const [BAR, GAP, HIGH, TOP, BELOW] = [44, 20, 132, 28, 30];
/** How many weeks a phone shows. */
const FEWER = 5;
/** The chart is never scaled to less than this many minutes. */
const LEAST = 20;

/**
 * `<coach-weeks>`: the minutes of the last weeks as bars, those of sessions below those of reminders; for screen readers a
 * table.
 *
 * - `weeks`: the weeks, oldest first; the last one is this week
 */
export class CoachWeeks extends HTMLElement {
  /** @param {Week[]} weeks */
  set weeks(weeks) {
    const narrow = matchMedia('(max-width: 500px)').matches;
    show(this, chart(narrow ? weeks.slice(-FEWER) : weeks), table(weeks));
  }
}

/** @param {Week[]} weeks */
function chart(weeks) {
  const most = Math.max(LEAST, ...weeks.map((week) => week.sessions + week.reminders));
  const width = weeks.length * (BAR + GAP);
  const ground = TOP + HIGH;
  const bars = weeks.flatMap((week, index) => {
    const x = index * (BAR + GAP) + GAP / 2;
    const total = week.sessions + week.reminders;
    const height = (/** @type {number} */ minutes) => (minutes / most) * HIGH;
    const now = index === weeks.length - 1;
    const middle = x + BAR / 2;
    return [
      svg('path', { class: 'sessions', d: bar(x, ground, height(week.sessions), week.reminders === 0) }),
      svg('path', { class: 'reminders', d: bar(x, ground - height(week.sessions), height(week.reminders), true) }),
      Math.round(total) > 0 && svg('text', { class: now ? 'minutes now' : 'minutes', x: middle, y: ground - height(total) - 8 }, Math.round(total)),
      svg('text', { class: now ? 'week now' : 'week', x: middle, y: ground + 22 }, dayOf(week)),
    ];
  });
  return svg('svg', { viewBox: `0 0 ${width} ${ground + BELOW}`, 'aria-hidden': 'true', focusable: 'false' },
    svg('path', { class: 'ground', d: `M0 ${ground}H${width}` }),
    ...bars);
}

/**
 * A bar with round upper corners, unless something stands on it.
 *
 * @param {number} x
 * @param {number} ground
 * @param {number} height
 * @param {boolean} top
 */
function bar(x, ground, height, top) {
  if (height <= 0) return '';
  const r = top ? Math.min(8, height) : 0;
  return `M${x} ${ground}v${r - height}q0 ${-r} ${r} ${-r}h${BAR - 2 * r}q${r} 0 ${r} ${r}v${height - r}z`;
}

/** @param {Week[]} weeks */
function table(weeks) {
  const cells = (/** @type {Week} */ week) => [week.sessions, week.reminders].map((minutes) => h('td', {}, Math.round(minutes)));
  return h('table', { class: 'unseen' },
    h('caption', {}, say('history.weeks')),
    h('thead', {}, h('tr', {}, ['history.week-from', 'history.by-sessions', 'history.by-reminders'].map((name) => h('th', { scope: 'col' }, say(name))))),
    h('tbody', {}, weeks.map((week) => h('tr', {}, h('th', { scope: 'row' }, dayOf(week)), cells(week)))));
}

/** @param {Week} week */
function dayOf(week) {
  return new Date(`${week.from}T00:00`).toLocaleDateString(locale(), { day: 'numeric', month: 'short' });
}

customElements.define('coach-weeks', CoachWeeks);
