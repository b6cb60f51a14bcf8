/**
 * The cursor of a session that is played from a file: where the commands lead, and by way of which cautions.
 *
 * No jump skips a caution of the section where it lands: those that were not heard yet are visited first. A person can
 * leave a caution by "next". The same rules as of a session played by Coach itself.
 */

import { segmentAt } from '../lib/timeline.js';

/** @typedef {import('../lib/timeline.js').Timeline} Timeline */
/** @typedef {import('../lib/timeline.js').Step} Step */

const AGAIN = 1500; // milliseconds after a step's start within which "back" goes to the step before

/** A place in a timeline, and the steps still to visit. */
export class Cursor {
  /** @param {Timeline} timeline */
  constructor(timeline) {
    this.timeline = timeline;
    /** @type {number[]} */
    this.visits = [];
    /** @type {Set<string>} the cautions that were heard, by their words */
    this.heard = new Set();
  }

  /**
   * Note what was heard up to a position.
   *
   * @param {number} position
   */
  hear(position) {
    const step = this.step(this.at(position));
    if (step.kind === 'caution' && position >= step.sounded) this.heard.add(words(step));
  }

  /**
   * The index of the step at a position.
   *
   * @param {number} position
   * @returns {number}
   */
  at(position) {
    return segmentAt(this.timeline, position);
  }

  /**
   * @param {number} index
   * @returns {Step}
   */
  step(index) {
    return /** @type {Step} */ (this.timeline.steps[index]);
  }

  /**
   * Where the step at the end of which one is leads to, if not on.
   *
   * @returns {number | undefined} a position
   */
  leave() {
    const next = this.visits.shift();
    return next === undefined ? undefined : this.step(next).start;
  }

  /**
   * The position to go to for a command.
   *
   * @param {'next' | 'back' | 'repeat' | 'skip'} command
   * @param {number} position
   * @returns {number}
   */
  move(command, position) {
    const here = this.at(position);
    switch (command) {
      case 'next': {
        const step = this.step(here);
        if (step.kind === 'caution') this.heard.add(words(step));
        return this.leave() ?? step.end;
      }
      case 'repeat':
        return this.go(this.#landing(here));
      case 'back': {
        const landing = this.#landing(here);
        const soon = position - this.step(landing).start <= AGAIN;
        return this.go(soon && landing > 0 ? this.#landing(landing - 1) : landing);
      }
      case 'skip': {
        const target = this.visits[this.visits.length - 1] ?? here;
        return this.jump(this.step(target).area + 1);
      }
    }
  }

  /**
   * The position to go to for an area; beyond the last one, the end.
   *
   * @param {number} area
   * @returns {number}
   */
  jump(area) {
    const first = this.timeline.steps.findIndex((step) => step.area === area);
    if (first >= 0) return this.go(first);
    this.visits = [];
    return this.timeline.length;
  }

  /**
   * Whether going to an area leaves out a part of the opening check.
   *
   * @param {number} position
   * @param {number} area
   */
  passesOpening(position, area) {
    const here = this.step(this.at(position)).area;
    return this.timeline.areas.slice(here, area).some((passed) => passed.opening);
  }

  /**
   * The position to go to for a step: that of the first unheard caution of its section before it, or its own.
   *
   * @param {number} target
   * @returns {number}
   */
  go(target) {
    const { areas, steps } = this.timeline;
    const whole = areas[this.step(target).area]?.whole;
    /** @type {Map<string, number>} */
    const cautions = new Map();
    steps.slice(0, target).forEach((step, index) => {
      const said = words(step);
      if (step.kind === 'caution' && areas[step.area]?.whole === whole && !cautions.has(said)) cautions.set(said, index);
    });
    const unheard = [...cautions].filter(([said]) => !this.heard.has(said)).map(([, index]) => index);
    const [first, ...rest] = [...unheard, target];
    this.visits = rest;
    return this.step(/** @type {number} */ (first)).start;
  }

  /**
   * The first of the cautions directly before a step, or the step itself.
   *
   * @param {number} index
   */
  #landing(index) {
    while (index > 0 && this.step(index - 1).kind === 'caution') index -= 1;
    return index;
  }
}

/** @param {Step} step */
const words = (step) => step.lines.map((line) => line.text).join('\n');
