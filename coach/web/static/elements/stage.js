import './breath.js';
import './rail.js';
import './ring.js';
import './sheet.js';
import './steering.js';
import './words.js';
import { h, svg } from '../lib/dom.js';
import { say } from '../lib/words.js';

/** @typedef {ReturnType<typeof buildStage>} Stage the elements of a session's screen, by what they show */

/** Builds the elements of a session's screen, empty; the room fills them. */
export function buildStage() {
  const ring = /** @type {import('./ring.js').CoachRing} */ (h('coach-ring', { 'aria-label': say('session.areas') }));
  const breath = /** @type {import('./breath.js').CoachBreath} */ (h('coach-breath', {}));
  const words = /** @type {import('./words.js').CoachWords} */ (h('coach-words', {}));
  const made = {
    ring,
    breath,
    words,
    rail: /** @type {import('./rail.js').CoachRail} */ (h('coach-rail', {})),
    steering: /** @type {import('./steering.js').CoachSteering} */ (h('coach-steering', {})),
    areas: /** @type {import('./sheet.js').CoachSheet} */ (h('coach-sheet', { heading: 'session.areas' })),
    more: /** @type {import('./sheet.js').CoachSheet} */ (h('coach-sheet', { heading: 'session.more' })),
    closing: new Closing(),
    buttons: buildButtons(),
    title: h('h1', {}),
    ends: h('span', { class: 'ends' }),
    left: h('span', { class: 'session-left' }),
    elsewhere: h('p', { class: 'elsewhere', hidden: true }, say('notice.elsewhere')),
    openAreas: h('button', { type: 'button', class: 'plain open-areas', 'aria-haspopup': 'dialog' }),
    openMore: h('button', { type: 'button', class: 'plain', 'aria-haspopup': 'dialog', 'aria-label': say('session.more') },
      h('span', { class: 'long' }, say('session.more')), h('span', { class: 'short' }, '•••')),
    far: h('button', { type: 'button', class: 'plain to-far' }),
    side: h('span', { class: 'side' }),
    area: h('span', { class: 'area-name' }),
    turn: h('span', { class: 'turn' }),
    brief: h('span', { class: 'brief', 'aria-hidden': 'true' }),
    picture: h('img', { class: 'picture', hidden: true, alt: '' }),
    then: h('p', { class: 'then' }),
    stepLeft: h('dd', { class: 'step' }),
    areaLeft: h('dd', { class: 'area' }),
    sessionLeft: h('dd', { class: 'whole' }),
    status: h('p', { class: 'status', role: 'status' }),
  };
  const time = (/** @type {HTMLElement} */ figures, /** @type {string} */ name) =>
    h('div', { class: figures.className }, h('dt', {}, say(name)), figures);
  const leave = h('a', { class: 'leave', href: '#/', 'aria-label': say('session.sessions') }, h('span', { 'aria-hidden': 'true' }, '‹'));
  const stage = h('div', { class: 'stage', hidden: true },
    h('header', { class: 'top' }, leave, made.title, made.elsewhere, made.left, made.openAreas, made.ends, made.far, made.openMore),
    h('div', { class: 'dial' }, ring, breath),
    h('section', { class: 'now', 'aria-label': say('session.now') },
      h('h2', { class: 'place' }, made.side, made.area, made.turn, made.brief),
      h('div', { class: 'middle' }, words, made.picture),
      made.then,
      h('dl', { class: 'times' },
        time(made.stepLeft, 'session.step'), time(made.areaLeft, 'session.area'), time(made.sessionLeft, 'session.whole'))),
    made.status,
    h('div', { class: 'controls', role: 'group', 'aria-label': say('session.controls') }, Object.values(made.buttons)),
    made.closing.element);
  return { ...made, stage };
}

/** The buttons by their commands. */
function buildButtons() {
  const chevron = (/** @type {string} */ sign) => h('span', { 'aria-hidden': 'true', class: 'chevron' }, sign);
  return {
    back: h('button', { type: 'button' }, chevron('‹'), say('do.back')),
    toggle: h('button', { type: 'button', class: 'main' }, say('do.pause')),
    next: h('button', { type: 'button' }, say('do.next'), chevron('›')),
    more: h('button', { type: 'button', 'aria-label': say('do.more') },
      h('span', { class: 'long' }, say('do.more')), h('span', { class: 'short' }, say('do.more-short'))),
  };
}

/** A ring that closes under a finger that stays. */
class Closing {
  element = h('div', { class: 'closing', 'aria-hidden': 'true' },
    svg('svg', { viewBox: '0 0 100 100' }, svg('circle', { cx: 50, cy: 50, r: 44, pathLength: 1 })));

  /** @param {number} x of the window @param {number} y */
  under(x, y) {
    this.element.style.setProperty('left', `${x}px`);
    this.element.style.setProperty('top', `${y}px`);
    this.element.classList.add('on');
  }

  away() {
    this.element.classList.remove('on');
  }
}
