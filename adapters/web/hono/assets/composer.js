/** Boxes to write in. */

/** As high as what stands in it, up to a point. @param {HTMLTextAreaElement} area */
export function grow(area) {
  area.style.height = 'auto';
  area.style.height = `${Math.min(area.scrollHeight + 2, 200)}px`;
}

/** @param {HTMLFormElement} form @param {(text: string) => void} send */
export function setUpComposer(form, send) {
  const area = form.querySelector('textarea');
  if (!area) throw new Error(`#${form.id} has no box to write in`);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = area.value.trim();
    if (text === '') return;
    area.value = '';
    grow(area);
    send(text);
  });
  area.addEventListener('input', () => grow(area));
  area.addEventListener('keydown', (event) => {
    // While an input method composes, Enter takes its suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
