/** The sessions of a published site: play one, keep one on this phone. */

import { h, show, useStyle } from '../lib/dom.js';
import { minutes } from '../lib/time.js';
import { say } from '../lib/words.js';
import { KeepError, canKeep, keep, kept, remove, removeOthers, room } from './kept.js';
import { placeIn } from './place.js';

/**
 * @typedef {import('./kept.js').Entry & {summary: string, for: string, position: string | null, tags: string[],
 *   length: number}} Entry
 */

const MB = 1_000_000;

/** `<site-shelf>`; the property `site` is the list of sessions with the site's title. */
export class SiteShelf extends HTMLElement {
  /** @type {{title: string, sessions: Entry[]}} */
  site = { title: '', sessions: [] };

  async connectedCallback() {
    await useStyle(import.meta.url, '../css/site.css');
    const left = this.site.sessions
      .map((entry) => ({ entry, place: placeIn(entry.name) }))
      .filter(({ place }) => place)
      .sort((one, other) => (other.place?.at ?? 0) - (one.place?.at ?? 0))[0];
    show(
      this,
      h('div', { class: 'page' },
        h('h1', {}, this.site.title),
        left && h('p', {}, h('a', { class: 'button main go-on', href: `#/play/${encodeURIComponent(left.entry.name)}` },
          say('site.go-on', { title: left.entry.title, area: left.place?.area ?? '' }))),
        h('ul', { class: 'shelf' }, this.site.sessions.map((entry) => h('li', {}, h('site-card', { entry })))),
        h('p', { class: 'quiet' }, say(canKeep() ? 'site.about' : 'site.about-http')),
        h('p', { class: 'quiet' }, say('site.not-medical'))),
    );
    void removeOthers(this.site.sessions).catch(() => undefined);
  }
}

/** `<site-card>`: one session; the property `entry` is its line in the list. */
export class SiteCard extends HTMLElement {
  /** @type {Entry} */
  entry = /** @type {any} */ (null);
  #keeping = h('div', { class: 'keeping' });
  /** @type {AbortController | undefined} */
  #stop;

  connectedCallback() {
    const { entry } = this;
    const facts = [
      minutes(entry.length),
      say(entry.for === 'therapist' ? 'site.for-therapist' : 'site.for-self'),
      entry.position,
    ];
    show(
      this,
      h('a', { class: 'session', href: `#/play/${encodeURIComponent(entry.name)}` },
        h('img', { src: entry.cover, alt: '', width: 96, height: 96, loading: 'lazy' }),
        h('span', { class: 'told' },
          h('strong', {}, entry.title),
          h('span', { class: 'quiet' }, facts.filter(Boolean).join(' · ')),
          entry.summary && h('span', { class: 'summary' }, entry.summary))),
      this.#keeping,
    );
    void this.#draw();
  }

  disconnectedCallback() {
    this.#stop?.abort();
  }

  /** @param {string} [trouble] a sentence */
  async #draw(trouble) {
    const { entry } = this;
    if (!canKeep()) return;
    const here = await kept(entry);
    const size = say('site.megabytes', { n: (entry.size / MB).toFixed(1) });
    /** @type {(Node | string | false)[]} */
    const shown = [];
    if (here?.sound === entry.sound) {
      shown.push(h('span', { class: 'quiet' }, say('site.kept', { size })));
      shown.push(this.#button('site.remove', () => this.#remove(here)));
    } else {
      if (here) shown.push(h('span', { class: 'quiet' }, say('site.kept-older')));
      shown.push(this.#button(here ? 'site.keep-newer' : 'site.keep', () => this.#keep(), size));
      if (here) shown.push(this.#button('site.remove', () => this.#remove(here)));
    }
    if (trouble) shown.push(h('p', { class: 'notice trouble', role: 'alert' }, trouble));
    show(this.#keeping, shown);
  }

  /**
   * @param {string} words
   * @param {() => void} press
   * @param {string} [size]
   */
  #button(words, press, size = '') {
    const label = say(words, { size });
    return h('button', { onClick: press, 'aria-label': `${label}: ${this.entry.title}` }, label);
  }

  async #keep() {
    this.#stop = new AbortController();
    const bar = h('progress', { max: 1, value: 0, 'aria-label': say('site.keeping', { title: this.entry.title }) });
    const told = h('span', { class: 'time' }, '0 %');
    show(this.#keeping, bar, told, h('button', { onClick: () => this.#stop?.abort() }, say('site.stop')));
    try {
      await keep(this.entry, (part) => {
        bar.value = part;
        told.textContent = `${Math.floor(part * 100)} %`;
      }, this.#stop.signal);
      await this.#draw();
    } catch (error) {
      const reason = error instanceof KeepError ? error.reason : 'away';
      const free = reason === 'full' ? await room() : undefined;
      const values = { need: (this.entry.size / MB).toFixed(0), free: free === undefined ? '?' : (free / MB).toFixed(0) };
      await this.#draw(reason === 'stopped' ? '' : say(`site.not-kept-${reason}`, values));
    }
  }

  /** @param {import('./kept.js').Entry} here */
  async #remove(here) {
    await remove(here);
    await this.#draw();
  }
}

customElements.define('site-card', SiteCard);
customElements.define('site-shelf', SiteShelf);
