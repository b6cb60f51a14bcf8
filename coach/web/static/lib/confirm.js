/** Asking before something is done that cannot be undone. */

import { h, useStyle } from './dom.js';
import { say } from './words.js';

/**
 * Ask in a dialog; resolves to whether the person said yes. Escape and the ground beside it mean no.
 *
 * @param {string} question
 * @param {string} about what will happen
 * @param {string} yes the word on the button that does it
 * @returns {Promise<boolean>}
 */
export async function confirmed(question, about, yes) {
  await useStyle(import.meta.url, '../css/question.css');
  return new Promise((resolve) => {
    const title = h('h2', { id: 'confirm-title' }, question);
    const no = h('button', { type: 'button', autofocus: true, onClick: () => dialog.close('') }, say('confirm.no'));
    const dialog = h('dialog', { class: 'question', 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-about' },
      title,
      h('p', { id: 'confirm-about' }, about),
      h('div', { class: 'choices' },
        no,
        h('button', { type: 'button', class: 'danger', onClick: () => dialog.close('yes') }, yes)));
    dialog.addEventListener('click', (event) => {
      if (event.target === dialog) dialog.close('');
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
