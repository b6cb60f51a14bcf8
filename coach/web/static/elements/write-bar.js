/** The bar of the room for writing: what the script is called, whether it is saved, how long it takes, what can be done. */

import { h, show } from '../lib/dom.js';
import { timeInto } from '../lib/time.js';
import { say } from '../lib/words.js';

/** Blocks that can be put in, by the name of their words; what stands between ‹ and › is selected then. */
const BLOCKS = /** @type {const} */ ([
  ['step', '- ‹Rest both hands.› (20s)'], ['breaths', '- ‹Lean in on the out-breath.› (4 breaths)'],
  ['client', '  > ‹Slow, deep breaths.›'], ['caution', '> [!CAUTION]\n> ‹Never press on the spine.›\n'],
  ['section', '## ‹Back›\n'], ['sides', '## ‹Hips› (each side)\n'], ['wait', '- ‹Turn over when you are ready.› (wait)'],
]);

/** @typedef {{title: string, own: boolean, name: string, unsaved: boolean, canUndo: boolean, canRedo: boolean}} State */

/**
 * `<coach-write-bar>`; `show` is given the state.
 *
 * @fires do what is to be done; `detail` is `undo`, `redo`, `save`, `mine`, `hear-area`, `save-as`, `rename`, `delete`,
 *   `prepare` or `list`
 * @fires put when a block is to be put in; `detail` is the block
 */
export class CoachWriteBar extends HTMLElement {
  #title = h('h1', {});
  #state = h('span', { class: 'state', role: 'status' });
  #total = h('p', { class: 'total' });
  #undo = this.#icon('undo', '↶');
  #redo = this.#icon('redo', '↷');
  #put = h('details', { class: 'more put' });
  #more = h('details', { class: 'more' });
  #mine = h('button', { class: 'main', type: 'button', onClick: () => this.#do('mine') }, say('write.make-mine'));
  #save = h('button', { class: 'save', type: 'button', onClick: () => this.#do('save') }, say('write.save'));
  #menu = '';
  #away = new AbortController();

  connectedCallback() {
    show(this, h('header', {},
      h('div', { class: 'names' }, this.#title, this.#state),
      this.#total,
      h('div', { class: 'actions' }, this.#undo, this.#redo, this.#put, this.#more, this.#mine, this.#save)));
    this.#away = new AbortController();
    const { signal } = this.#away;
    document.addEventListener('pointerdown', (event) => this.#closeBut(/** @type {Node} */ (event.target)), { signal });
  }

  disconnectedCallback() {
    this.#away.abort();
  }

  /** @param {State} state */
  show({ title, own, name, unsaved, canUndo, canRedo }) {
    setText(this.#title, title);
    setText(this.#state, say(!own ? 'write.shipped' : unsaved ? 'write.unsaved' : 'write.saved'));
    this.#state.classList.toggle('unsaved', unsaved);
    this.#mine.hidden = own;
    this.#save.hidden = this.#undo.hidden = this.#redo.hidden = this.#put.hidden = !own;
    this.#save.disabled = !unsaved;
    this.#undo.disabled = !canUndo;
    this.#redo.disabled = !canRedo;
    this.#drawMenus(own && name !== '', name !== '' && !name.startsWith('parts/'));
  }

  /** How long the script takes. @param {import('./script-clock.js').Clock} clock */
  set clock({ length, whole, shortest, longest }) {
    const [low, high] = [Math.ceil(shortest / 60_000), Math.floor(longest / 60_000)];
    const also = [
      low < high && say('write.fits', { low, high }),
      whole > length && say('write.with-optional', { time: timeInto(whole) }),
    ].filter(Boolean);
    show(this.#total, h('strong', { class: 'time' }, timeInto(length)),
      also.map((each) => h('span', { class: 'also' }, h('span', { class: 'dot', 'aria-hidden': 'true' }, ' · '), each)));
  }

  /** Close an open menu; returns whether there was one. */
  close() {
    const open = [this.#more, this.#put].find((menu) => menu.open);
    if (!open) return false;
    open.open = false;
    /** @type {HTMLElement | null} */ (open.querySelector('summary'))?.focus();
    return true;
  }

  /** @param {boolean} stored whether it is a file of one's own @param {boolean} playable whether it is a session */
  #drawMenus(stored, playable) {
    if (this.#menu === `${stored} ${playable}`) return;
    this.#menu = `${stored} ${playable}`;
    show(this.#put,
      h('summary', { class: 'button icon', 'aria-label': say('write.put'), title: say('write.put') }, '+'),
      h('ul', { class: 'plain menu' }, BLOCKS.map(([kind, block]) =>
        this.#item(say(`write.put-${kind}`), () => this.dispatchEvent(new CustomEvent('put', { detail: block }))))));
    show(this.#more,
      h('summary', { class: 'button', 'aria-label': say('write.more') },
        h('span', { class: 'wide' }, say('write.more')), h('span', { class: 'short', 'aria-hidden': 'true' }, '⋯')),
      h('div', { class: 'menu' },
        h('ul', { class: 'plain' },
          this.#item(say('write.hear-this-area'), () => this.#do('hear-area')),
          playable && this.#item(say('write.to-session'), () => this.#do('prepare')),
          stored && this.#item(say('write.save-as'), () => this.#do('save-as')),
          stored && this.#item(say('write.rename'), () => this.#do('rename')),
          stored && this.#item(say('write.delete'), () => this.#do('delete')),
          this.#item(say('write.all-scripts'), () => this.#do('list'))),
        h('p', { class: 'quiet keys' }, say('write.keys'))));
  }

  /** @param {string} label @param {() => unknown} work */
  #item(label, work) {
    const pressed = () => {
      this.close();
      work();
    };
    return h('li', {}, h('button', { type: 'button', onClick: pressed }, label));
  }

  /** @param {'undo' | 'redo'} command @param {string} sign */
  #icon(command, sign) {
    const label = say(`write.${command}`);
    return h('button', { class: 'icon', type: 'button', 'aria-label': label, title: label, onClick: () => this.#do(command) }, sign);
  }

  /** @param {Node} target */
  #closeBut(target) {
    for (const menu of [this.#more, this.#put]) if (!menu.contains(target)) menu.open = false;
  }

  /** @param {string} command */
  #do(command) {
    this.dispatchEvent(new CustomEvent('do', { detail: command }));
  }
}

/** Set words only if they are others, so that a screen reader does not say them again. @param {Element} element @param {string} words */
function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

customElements.define('coach-write-bar', CoachWriteBar);
