import { h, show, useStyle } from '../lib/dom.js';
import { areaAt } from '../lib/timeline.js';
import { clock } from '../lib/time.js';
import { say } from '../lib/words.js';

/**
 * `<coach-rail>`: the areas of a session as a list, each with its length; a press goes there.
 *
 * - `plan`: a timeline
 * - `position`: milliseconds of the plan; null where it is not known
 *
 * Event `coach-jump`, with the index of the area as `detail`.
 */
export class CoachRail extends HTMLElement {
  #list = h('ol', {});
  /** @type {import('../lib/timeline.js').Timeline | null} */
  #plan = null;
  #here = -1;

  connectedCallback() {
    void useStyle(import.meta.url, '../css/rail.css');
    if (!this.#list.parentNode) this.append(this.#list);
  }

  /** @param {import('../lib/timeline.js').Timeline | null} plan */
  set plan(plan) {
    if (plan === this.#plan) return;
    this.#plan = plan;
    this.#here = -1;
    show(this.#list, (plan?.areas ?? []).map((area, index) => h('li', {}, this.#button(area, index))));
  }

  get plan() {
    return this.#plan;
  }

  /** @param {number | null} position */
  set position(position) {
    const here = this.#plan && position !== null ? areaAt(this.#plan, position) : -1;
    if (here === this.#here) return;
    this.#here = here;
    for (const [index, item] of [...this.#list.children].entries()) {
      item.className = index < here ? 'done' : index === here ? 'here' : '';
      if (index === here) item.firstElementChild?.setAttribute('aria-current', 'step');
      else item.firstElementChild?.removeAttribute('aria-current');
    }
  }

  /** Bring the area that is heard into view. */
  reveal() {
    this.#list.children[this.#here]?.scrollIntoView({ block: 'center' });
  }

  /** @param {import('../lib/timeline.js').Area} area @param {number} index */
  #button(area, index) {
    const jump = () => this.dispatchEvent(new CustomEvent('coach-jump', { detail: index, bubbles: true }));
    return h('button', { type: 'button', class: area.side ?? 'both', onClick: jump },
      h('span', { class: 'mark', 'aria-hidden': 'true' }),
      h('span', { class: 'name' }, area.title, area.side ? h('span', { class: 'quiet' }, ` · ${say(`side.${area.side}`)}`) : null),
      h('span', { class: 'time' }, clock(area.end - area.start)));
  }
}

customElements.define('coach-rail', CoachRail);
