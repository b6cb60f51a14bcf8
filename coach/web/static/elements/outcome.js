import './ring.js';
import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/**
 * `<coach-outcome>`: what is there when nothing plays: how the last session ended, and what can be done now.
 *
 * - `draw(source, told)`: show it for a source; `told`: whether that has said what plays
 * - attribute `history`: sessions can be noted in the room of that name
 */
export class CoachOutcome extends HTMLElement {
  /** @param {import('../lib/source.js').SessionSource} source @param {boolean} told */
  draw(source, told) {
    if (source.session) this.#ended(source, source.session);
    else this.#nothing(told, source.connected);
  }

  /** @param {boolean} told @param {boolean} connected */
  #nothing(told, connected) {
    if (!told) return show(this, h('h1', {}, say(connected ? 'session.looking' : 'session.connecting')));
    show(this,
      h('h1', {}, say('session.nothing')),
      h('p', { class: 'quiet' }, say('session.nothing-about')),
      h('p', {}, h('a', { class: 'button main', href: '#/' }, say('session.choose'))));
  }

  /** @param {import('../lib/source.js').SessionSource} source @param {import('../lib/source.js').SessionFacts} session */
  #ended(source, { outcome, left_at: area, title, sentence, routine }) {
    const ring = /** @type {import('./ring.js').CoachRing} */ (h('coach-ring', { still: '' }));
    ring.plan = source.timeline;
    const trouble = h('p', { role: 'alert' }, sentence);
    const resumes = source.resume && ((outcome === 'left' && area) || outcome === 'failed' || outcome === 'lost');
    const resume = h('button', { type: 'button', class: 'main' }, say('session.resume'));
    resume.addEventListener('click', async () => {
      resume.disabled = true;
      try {
        await source.resume?.(routine);
      } catch (error) {
        trouble.textContent = /** @type {Error} */ (error).message;
      } finally {
        resume.disabled = false;
      }
    });
    const ended = outcome === 'left' ? (area ? say('session.left-at', { area }) : say('session.left-early')) : say(`session.${outcome}`);
    show(this,
      ring,
      h('p', { class: 'quiet' }, title),
      h('h1', {}, ended),
      trouble,
      outcome === 'lost' || outcome === 'left' ? h('p', { class: 'quiet' }, say('session.kept')) : null,
      outcome === 'restarted' ? null : h('p', { class: 'choices' },
        resumes ? resume : null,
        outcome === 'finished' && this.hasAttribute('history')
          ? h('a', { class: 'button main', href: `#/${this.getAttribute('history')}` }, say('session.note-it')) : null,
        h('a', { class: 'button', href: '#/' }, say('session.sessions'))));
  }
}

customElements.define('coach-outcome', CoachOutcome);
