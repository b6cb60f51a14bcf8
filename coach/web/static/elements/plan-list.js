/** The clock of a session as a list: when each area begins, on which side, and its cautions. */

import { h } from '../lib/dom.js';
import { lengthInWords, timeInto } from '../lib/time.js';
import { say } from '../lib/words.js';

/** Pixels that a minute is high, and the most. */
const MINUTE = 5;
const MOST = 140;

/**
 * @param {import('../lib/prepared.js').Plan} plan
 * @returns {HTMLElement}
 */
export function planList(plan) {
  return h('div', {},
    plan.waits > 0 && h('p', { class: 'quiet' }, say('prepare.waits', { n: plan.waits })),
    h('ol', { class: 'plain areas' }, plan.areas.map((area) => {
      const item = h('li', { class: `area ${area.side ?? ''}` },
        h('time', { class: 'quiet' }, timeInto(area.start)),
        h('span', { class: 'bar-of-time', 'aria-hidden': 'true' }),
        h('div', {},
          h('p', { class: 'name' },
            h('strong', {}, area.title),
            area.side && h('span', { class: 'side' }, say(`side.${area.side}`)),
            h('span', { class: 'quiet lasting' }, lengthInWords(area.end - area.start))),
          cautions(area, plan.areas)));
      item.style.setProperty('--high', `${Math.min((area.end - area.start) / 60_000 * MINUTE, MOST)}px`);
      return item;
    })));
}

/**
 * The cautions of an area. The many questions of an opening check are folded up, and what was shown for the other side is not shown
 * twice.
 *
 * @param {import('../lib/prepared.js').Area} area
 * @param {import('../lib/prepared.js').Area[]} all
 */
function cautions(area, all) {
  const texts = area.cautions.map(({ text }) => text);
  const other = all.find((each) => each.title === area.title && each.side !== area.side && each.start < area.start);
  if (texts.length && other && String(other.cautions.map(({ text }) => text)) === String(texts)) {
    return h('p', { class: 'quiet note' }, say('prepare.again', { n: texts.length }));
  }
  const shown = texts.map((text) => h('p', { class: 'careful' }, h('strong', {}, say('prepare.careful')), ' ', text));
  return area.opening && texts.length > 3
    ? h('details', {}, h('summary', {}, say('prepare.questions', { n: texts.length })), shown)
    : shown;
}
