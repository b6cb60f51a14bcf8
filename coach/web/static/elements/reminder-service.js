import { get, put } from '../lib/api.js';
import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/** @typedef {{name: string, offered: boolean, tried: boolean, installed: boolean, running: boolean, by_hand: string, held_back: string | null, unknown: string[]}} Service */

/**
 * `<coach-reminder-service>`: whether reminders start with the computer, and what holds them back now. It asks when it is
 * opened. Events: `coach-changed` after it was started or stopped, `coach-failed` with a sentence as `detail`, empty when
 * something new is tried.
 */
export class CoachReminderService extends HTMLElement {
  #body = h('div');
  #box = h('details', { class: 'box', onToggle: () => { if (this.#box.open) void this.#load(); } },
    h('summary', {}, say('service.title')), this.#body);

  connectedCallback() {
    if (!this.firstChild) show(this, this.#box);
  }

  /**
   * Start reminders now and with the computer, or no longer.
   *
   * @param {boolean} installed
   */
  async set(installed) {
    this.#tell('coach-failed', '');
    try {
      await put('api/reminders/service', { installed });
    } catch (error) {
      this.#tell('coach-failed', /** @type {Error} */ (error).message);
    }
    this.#tell('coach-changed');
    if (this.#box.open) await this.#load();
    else this.#box.open = true;
  }

  async #load() {
    if (!this.#body.firstChild) show(this.#body, h('p', { class: 'quiet' }, say('service.asking')));
    try {
      this.#draw(await get('api/reminders/service'));
    } catch (error) {
      show(this.#body, h('p', {}, /** @type {Error} */ (error).message));
    }
  }

  /** @param {Service} service */
  #draw(service) {
    show(this.#body,
      h('p', {}, say(standing(service), { name: service.name })),
      !service.tried && h('p', { class: 'quiet' }, say('service.untried', { name: service.name })),
      h('p', {}, service.held_back ? say('service.held', { why: say(`held.${service.held_back}`) }) : say('service.free')),
      service.unknown.map((sentence) => h('p', { class: 'quiet' }, sentence)),
      h('div', { class: 'actions' },
        service.offered && !(service.installed && service.running) && h('button', { type: 'button', class: 'main', onClick: () => void this.set(true) }, say('state.install')),
        service.installed && h('button', { type: 'button', onClick: () => void this.set(false) }, say('service.uninstall'))),
      !service.running && [h('p', {}, say('service.by-hand')), h('p', {}, h('code', {}, service.by_hand))]);
  }

  /** @param {string} event @param {string} [detail] */
  #tell(event, detail) {
    this.dispatchEvent(new CustomEvent(event, { bubbles: true, detail }));
  }
}

/** @param {Service} service */
function standing({ installed, running, offered }) {
  if (installed) return running ? 'service.runs' : 'service.stopped';
  return offered ? 'service.not-installed' : 'service.not-offered';
}

customElements.define('coach-reminder-service', CoachReminderService);
