/** What a device sees that was not let in: where it gets a key. */

import { h, show } from '../lib/dom.js';
import { say } from '../lib/words.js';

/** `<coach-key>`; the property `sentence` says why a key was refused. */
export class CoachKey extends HTMLElement {
  sentence = '';

  connectedCallback() {
    show(
      this,
      h('div', { class: 'page' },
        h('h1', {}, say('devices.key-title')),
        this.sentence && h('p', { role: 'alert' }, this.sentence),
        h('p', {}, say('devices.key-about'))),
    );
  }
}

customElements.define('coach-key', CoachKey);
