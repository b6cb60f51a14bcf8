/** The devices that are in: let in another one, or remove one. */

import { qr } from '../elements/qr.js';
import { del, get, post } from '../lib/api.js';
import { confirmed } from '../lib/ask.js';
import { h, show } from '../lib/dom.js';
import { dayAndTime } from '../lib/time.js';
import { trying } from '../lib/trying.js';
import { say } from '../lib/words.js';

/** @typedef {{mark: string, name: string, used: number, here: boolean}} Device */

/** `<coach-devices>`. */
export class CoachDevices extends HTMLElement {
  #invitation = h('div', { 'aria-live': 'polite' });
  #list = h('ul', { class: 'plain' });
  #trouble = h('p', { class: 'notice trouble', role: 'alert', hidden: true });

  #close = h('section', { class: 'close', hidden: true, 'aria-labelledby': 'close-title' },
    h('h2', { id: 'close-title' }, say('close.title')),
    h('p', {}, say('close.about')),
    h('button', { onClick: () => this.#try(() => this.#end()) }, say('close.do')));

  connectedCallback() {
    show(
      this,
      h('div', { class: 'page' },
        h('h1', {}, say('devices.title')),
        h('p', { class: 'quiet' }, say('devices.about')),
        this.#trouble,
        this.#list,
        h('button', { class: 'main', onClick: () => this.#try(() => this.#invite()) }, say('devices.add')),
        this.#invitation,
        this.#close),
    );
    void this.#try(() => this.#load());
  }

  /** @param {() => Promise<void>} work */
  #try(work) {
    return trying(this.#trouble, work);
  }

  async #load() {
    /** @type {{devices: Device[], local: boolean}} */
    const { devices, local } = await get('api/devices');
    this.#close.hidden = !local;
    show(this.#list, devices.map((device) => this.#row(device)));
  }

  async #end() {
    if (!(await confirmed(say('close.title'), say('close.about'), say('close.yes')))) return;
    await post('api/close');
    show(document.body, h('main', {}, h('div', { class: 'page' }, h('h1', {}, say('close.done')), h('p', {}, say('close.again')))));
  }

  /** @param {Device} device */
  #row(device) {
    const remove = async () => {
      await del(`api/devices/${device.mark}`);
      await this.#load();
    };
    const used = device.here ? say('devices.here') : say('devices.used', { day: dayAndTime(new Date(device.used * 1000)) });
    return h('li', { class: 'row' },
      h('span', {}, browser(device.name), h('span', { class: 'quiet' }, ` · ${used}`)),
      h('button', { onClick: () => this.#try(remove), 'aria-label': `${say('devices.remove')}: ${browser(device.name)}` },
        say('devices.remove')));
  }

  async #invite() {
    /** @type {{link: string, code: string[], everyone: boolean}} */
    const { link, code, everyone } = await post('api/devices');
    show(
      this.#invitation,
      h('p', {}, say(everyone ? 'devices.scan' : 'devices.only-here')),
      everyone && qr(code, say('devices.code')),
      everyone && h('p', {}, h('code', {}, link)),
    );
  }
}

/**
 * What a browser calls itself, for a person: `Chrome on Android`.
 *
 * @param {string} agent
 */
function browser(agent) {
  const name = [['Edg/', 'Edge'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']]
    .find(([mark]) => agent.includes(/** @type {string} */ (mark)))?.[1];
  const system = [['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Android', 'Android'], ['Windows', 'Windows'], ['Mac OS', 'Mac'], ['Linux', 'Linux']]
    .find(([mark]) => agent.includes(/** @type {string} */ (mark)))?.[1];
  return [name, system].filter(Boolean).join(' · ') || agent.slice(0, 40);
}

customElements.define('coach-devices', CoachDevices);
