/** What comes first on Home: the session that plays, or the one that was left. */

import { h } from '../lib/dom.js';
import { live } from '../lib/live.js';
import { named } from '../lib/session_words.js';
import { dayAndTime, lengthInWords } from '../lib/time.js';
import { say } from '../lib/words.js';
import { planOf } from './card.js';

/**
 * @typedef {{routine: string, title: string, area: string, side: import('../lib/timeline.js').Side, began: string, played: number, length: number}} Left
 *   a session as of `GET api/home`
 */

/** How many others are offered. */
const OTHERS = 3;

/**
 * The session that plays, and what moves its ring to where it is now.
 *
 * @returns {{element: HTMLElement, move: () => void}}
 */
export function playingNow() {
  const ring = /** @type {import('./ring.js').CoachRing} */ (h('coach-ring', {}));
  ring.plan = live.timeline;
  const move = () => void (ring.position = live.known ? live.position() : null);
  move();
  const element = h('section', { class: 'go-on', 'aria-labelledby': 'go-on' },
    ring,
    h('div', { class: 'told' },
      h('h2', { id: 'go-on' }, h('span', { class: 'quiet' }, say('home.playing-now')), ' ', live.session?.title),
      h('div', { class: 'buttons' }, h('a', { class: 'button main', href: '#/session' }, say('home.show')))));
  return { element, move };
}

/**
 * The session that was left last, with its place, and the others that can be gone on with.
 *
 * @param {Left[]} sessions newest first; at least one
 * @param {import('./card.js').Routine[]} routines
 * @param {(session: Left) => void} onGo
 * @returns {HTMLElement}
 */
export function goOn(sessions, routines, onGo) {
  const [left, ...others] = /** @type {[Left, ...Left[]]} */ (sessions);
  const routine = routines.find(({ name }) => name === left.routine);
  const ring = /** @type {import('./ring.js').CoachRing} */ (h('coach-ring', {}));
  if (routine) {
    ring.plan = planOf(routine);
    ring.position = (left.played / Math.max(left.length, 1)) * (ring.plan?.length ?? 0);
  }
  const time = lengthInWords(Math.max(left.length - left.played, 0) * 1000);
  return h('section', { class: 'go-on', 'aria-labelledby': 'go-on' },
    routine && ring,
    h('div', { class: 'told' },
      h('h2', { id: 'go-on' }, h('span', { class: 'quiet' }, say('home.go-on')), ' ', left.title),
      h('p', { class: 'place' }, place(left)),
      h('p', { class: 'quiet' }, say('home.time-left', { time, day: dayAndTime(new Date(left.began)) })),
      h('div', { class: 'buttons' },
        h('button', { class: 'main', onClick: () => onGo(left) }, say('home.go-on-button')),
        h('a', { class: 'button', href: `#/prepare/${encodeURIComponent(left.routine)}` }, say('home.anew'))),
      others.length > 0 && h('ul', { class: 'plain others', 'aria-label': say('home.others') },
        others.slice(0, OTHERS).map((other) => h('li', {},
          h('button', { onClick: () => onGo(other) }, say('home.other', { title: other.title })), ' ',
          h('span', { class: 'quiet' }, place(other)))))));
}

/** Where a session was left, in the colour of its side. @param {Left} session */
function place(session) {
  return h('span', { class: session.side ?? '' }, session.area && say('home.at', { place: named(session.area, session.side) }));
}
