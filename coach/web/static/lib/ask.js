/** A question that must be answered before going on, in a dialog. */

import { h, useStyle } from './dom.js';
import { say } from './words.js';

/**
 * @typedef {{value: string, label: string, main?: boolean, danger?: boolean}} Choice
 * @typedef {{title: string, text?: string, choices: Choice[], field?: {label: string, value?: string}}} Question
 */

const styled = useStyle(import.meta.url, '../css/question.css');

/**
 * Ask; resolves to the choice and what was typed. Escape, and the ground beside it where nothing is typed, choose
 * nothing: an empty choice.
 *
 * @param {Question} question
 * @returns {Promise<{choice: string, typed: string}>}
 */
export async function ask({ title, text, choices, field }) {
  await styled;
  return new Promise((resolve) => {
    const typed = h('input', { type: 'text', id: 'ask-field', value: field?.value ?? '', autocomplete: 'off' });
    const dialog = h('dialog', { class: 'question', 'aria-labelledby': 'ask-title', 'aria-describedby': text ? 'ask-text' : null },
      h('form', { method: 'dialog' },
        h('h2', { id: 'ask-title' }, title),
        text && h('p', { id: 'ask-text' }, text),
        field && h('label', { for: 'ask-field' }, field.label),
        field && typed,
        h('div', { class: 'choices' }, choices.map(({ value, label, main, danger }) =>
          h('button', { type: 'submit', value, class: main ? 'main' : danger ? 'danger' : '' }, label)))));
    dialog.addEventListener('click', (event) => {
      // Whoever selects what is typed may let go of it there.
      if (event.target === dialog && !field) dialog.close('');
    });
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve({ choice: dialog.returnValue, typed: typed.value.trim() });
    });
    document.body.append(dialog);
    dialog.showModal();
    if (field) typed.select();
  });
}

/**
 * Ask before something is done that cannot be undone; resolves to whether the person said yes.
 *
 * @param {string} title
 * @param {string} text what will happen
 * @param {string} yes the word on the button that does it
 * @returns {Promise<boolean>}
 */
export async function confirmed(title, text, yes) {
  const choices = [{ value: '', label: say('confirm.no') }, { value: 'yes', label: yes, danger: true }];
  return (await ask({ title, text, choices })).choice === 'yes';
}
