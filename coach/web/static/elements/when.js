import { post } from '../lib/api.js';
import { h, show } from '../lib/dom.js';
import { ruleInWords } from '../lib/rules.js';
import { saidTime } from '../lib/wall.js';
import { say } from '../lib/words.js';

/** Milliseconds after the last letter before the computer is asked. */
const PAUSE = 250;
const EXAMPLES = ['when.example-times', 'when.example-every', 'when.example-tomorrow', 'when.example-soon'];

/**
 * `<coach-when>`: when a reminder speaks, in a sentence; what is understood of it is told as one types.
 *
 * - `value`: the sentence
 * - `now`: the computer's time, as the server tells it
 */
export class CoachWhen extends HTMLElement {
  now = '';
  #timer = 0;
  #asked = 0;
  #input = h('input', { type: 'text', id: 'when', required: true, autocomplete: 'off', spellcheck: false, 'aria-describedby': 'when-understood', placeholder: say('when.example-times'), onInput: () => this.#later() });
  #understood = h('div', { id: 'when-understood', class: 'understood', role: 'status' });

  connectedCallback() {
    if (this.firstChild) return;
    const examples = EXAMPLES.map((name) =>
      h('button', { type: 'button', class: 'example', onClick: () => { this.value = say(name); this.#input.focus(); } }, say(name)));
    show(this,
      h('label', { for: 'when' }, say('when.label')),
      this.#input,
      this.#understood,
      h('div', { class: 'examples', role: 'group', 'aria-label': say('when.examples') }, examples));
  }

  get value() {
    return this.#input.value;
  }

  /** @param {string} value */
  set value(value) {
    this.#input.value = value;
    if (value) void this.#ask();
    else show(this.#understood);
  }

  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE);
  }

  async #ask() {
    const number = (this.#asked += 1);
    const when = this.value.trim();
    /** @type {(Node | false)[]} */
    let told = [];
    try {
      if (when) told = this.#tell(await post('api/reminders/when', { when }));
    } catch (error) {
      told = [h('p', { class: 'wrong' }, /** @type {Error} */ (error).message)];
    }
    if (number === this.#asked) show(this.#understood, told); // otherwise more was typed meanwhile
  }

  /** @param {{rules: string[], next: string[], all_day: boolean}} found */
  #tell({ rules, next, all_day }) {
    const times = next.map((at) => saidTime(at, this.now || at));
    return [
      h('p', { class: 'right' }, rules.map(ruleInWords).join('; '), '. ', times.length > 0 && h('span', { class: 'quiet' }, say('when.next', { times: times.join(', ') }))),
      all_day && h('p', { class: 'wrong' }, say('when.all-day')),
    ];
  }
}

customElements.define('coach-when', CoachWhen);
