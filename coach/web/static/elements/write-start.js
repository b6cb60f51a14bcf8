/** Where writing begins: a new script, a document to import, one of one's own, or one that came with Coach. */

import { get, post } from '../lib/api.js';
import { h, show } from '../lib/dom.js';
import { ask } from '../lib/ask.js';
import { DOCUMENTS } from '../lib/document.js';
import { dropDraft, newDrafts } from '../lib/drafts.js';
import { restore, roomOf, spoken } from '../lib/script-file.js';
import { say } from '../lib/words.js';

/**
 * `<coach-write-start>`.
 *
 * @fires begin when a new script is begun; `detail` is `{title, text}`, and the `key` of its draft if it has one
 * @fires file when a document was chosen; `detail` is the File
 * @fires trouble when something did not work; `detail` is the sentence
 */
export class CoachWriteStart extends HTMLElement {
  #own = h('section', { 'aria-labelledby': 'own-title' });
  #others = h('section', { 'aria-labelledby': 'others-title' });

  connectedCallback() {
    show(this,
      h('div', { class: 'page' },
        h('h1', {}, say('write.title')),
        newDrafts().map(({ key, draft }) => this.#unsaved(key, draft)),
        this.#own,
        h('div', { class: 'ways' }, this.#newForm(), this.#drop()),
        this.#others));
    void this.load();
  }

  /** Fetch the lists again. */
  async load() {
    try {
      /** @type {{own: string[], others: string[], deleted: string[]}} */
      const { own, others, deleted } = await get('api/scripts');
      show(this.#own, h('h2', { id: 'own-title' }, say('write.own')),
        own.length ? links(own) : h('p', { class: 'quiet' }, say('write.none')));
      show(this.#others,
        h('h2', { id: 'others-title' }, say('write.others')),
        h('p', { class: 'quiet' }, say('write.others-about')),
        links(others),
        deleted.length > 0 && h('details', {},
          h('summary', {}, say('write.deleted', { n: deleted.length })),
          h('ul', { class: 'plain' }, deleted.map((kept) => this.#deleted(kept)))));
    } catch (error) {
      this.#fire('trouble', /** @type {Error} */ (error).message);
    }
  }

  /** A new script that was not saved. @param {string} key @param {import('../lib/drafts.js').Draft} draft */
  #unsaved(key, { title, text }) {
    const row = h('div', { class: 'notice go-on' },
      h('span', {}, say('write.unsaved-new', { title })),
      h('button', { class: 'main', onClick: () => this.#fire('begin', { title, text, key }) }, say('write.go-on')),
      h('button', { onClick: () => throwAway() }, say('write.throw-away')));
    const throwAway = async () => {
      const { choice } = await ask({
        title: say('write.throw-away-really', { title }), choices: [
          { value: 'away', label: say('write.throw-away') }, { value: '', label: say('write.not-now'), main: true },
        ],
      });
      if (choice !== 'away') return;
      dropDraft(key);
      row.remove();
    };
    return row;
  }

  #newForm() {
    const title = h('input', { type: 'text', id: 'new-title', required: true, maxLength: 120, autocomplete: 'off' });
    const who = pick('new-for', [['self', say('write.for-self')], ['therapist', say('write.for-therapist')]]);
    const kind = pick('new-kind', [['steps', say('write.kind-steps')], ['session', say('write.kind-session')], ['breath', say('write.kind-breath')]]);
    const form = h('form', { class: 'card' },
      h('h2', {}, say('write.new')),
      h('label', { for: 'new-title' }, say('write.new-title')), title,
      h('label', { for: 'new-for' }, say('write.new-for')), who,
      h('label', { for: 'new-kind' }, say('write.new-kind')), kind,
      h('button', { class: 'main', type: 'submit' }, say('write.begin')));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const { text } = await post('api/write/new', { title: title.value, speaker: who.value, template: kind.value });
        this.#fire('begin', { title: title.value.trim(), text });
      } catch (error) {
        this.#fire('trouble', /** @type {Error} */ (error).message);
      }
    });
    return form;
  }

  #drop() {
    const input = h('input', { type: 'file', accept: DOCUMENTS, class: 'unseen', tabIndex: -1, 'aria-label': say('write.choose') });
    input.addEventListener('change', () => {
      const file = input.files?.[0];
      input.value = '';
      if (file) this.#fire('file', file);
    });
    return h('section', { class: 'card drop', 'aria-labelledby': 'drop-title' },
      h('h2', { id: 'drop-title' }, say('write.import')),
      h('p', {}, say('write.import-about')),
      h('p', { class: 'quiet' }, say('write.import-kinds')),
      h('button', { type: 'button', onClick: () => input.click() }, say('write.choose')), input);
  }

  /** @param {string} kept */
  #deleted(kept) {
    const [, name = kept, year, month, day, hour, minute] = /^(.*)\.(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)/.exec(kept) ?? [];
    const bring = async () => {
      try {
        location.hash = roomOf(await restore(kept));
      } catch (error) {
        this.#fire('trouble', /** @type {Error} */ (error).message);
      }
    };
    return h('li', { class: 'row' },
      h('span', {}, spoken(name), h('span', { class: 'quiet' }, year ? ` · ${year}-${month}-${day}, ${hour}:${minute}` : '')),
      h('button', { onClick: bring, 'aria-label': `${say('write.restore')}: ${spoken(name)}` }, say('write.restore')));
  }

  /** @param {string} name @param {unknown} detail */
  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** @param {string[]} names */
function links(names) {
  return h('ul', { class: 'scripts' }, names.map((name) =>
    h('li', {}, h('a', { href: roomOf(name) }, spoken(name)))));
}

/** @param {string} id @param {[string, string][]} options */
function pick(id, options) {
  return h('select', { id }, options.map(([value, label]) => h('option', { value }, label)));
}

customElements.define('coach-write-start', CoachWriteStart);
