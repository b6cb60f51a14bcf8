/** A session that this device sounds itself, for a computer without a loudspeaker. */

import '../site/player.js';
import { get } from '../lib/api.js';
import { h, show } from '../lib/dom.js';

/** `<coach-listen about="ID">`: the id of the file that was made. */
export class CoachListen extends HTMLElement {
  async connectedCallback() {
    const place = `api/taken/${encodeURIComponent(this.getAttribute('about') ?? '')}`;
    try {
      const [{ title, size }, keys] = await Promise.all([get(place), get('api/commands')]);
      const entry = { name: title, title, size, timeline: `${place}/timeline`, cover: `${place}/cover`, sound: `${place}/file` };
      if (this.isConnected) show(this, h('site-player', { entry, keys }));
    } catch (error) {
      show(this, h('div', { class: 'page' }, h('p', { role: 'alert' }, /** @type {Error} */ (error).message)));
    }
  }
}

customElements.define('coach-listen', CoachListen);
