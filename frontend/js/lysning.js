// Small comforts on top of pages that work without them. Everything hangs on data attributes; see core/templates/core/README.md.
'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // After a submit the focus goes where the news is: errors first, then the result, then the message.
  function moveFocus(within, ...selectors) {
    const target = selectors.map(selector => within.querySelector(selector)).find(Boolean);
    if (!target) return;
    if (!target.hasAttribute('tabindex')) target.tabIndex = -1;
    target.focus();
  }

  // A link in the error summary puts the cursor in its field.
  document.addEventListener('click', event => {
    const link = event.target.closest('.error-summary a[href^="#"]');
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest('.form-group') || field).scrollIntoView({block: 'start'});
    field.focus({preventScroll: true});
  });

  // A part of a form that belongs to some answers: data-shown-when="answer=later|never". With data-keeps it is sent all the same.
  function showParts(form) {
    const sent = new FormData(form);
    for (const part of all('[data-shown-when]', form)) {
      const [name, values] = part.dataset.shownWhen.split('=');
      const chosen = sent.getAll(name).some(value => values.split('|').includes(value));
      part.hidden = !chosen;
      if ('keeps' in part.dataset) continue;
      all('input, select, textarea', part).forEach(control => { control.disabled = !chosen; });
    }
  }

  // What is left of a text's greatest length, said when the writer pauses.
  function countText(area) {
    const longest = Number(area.getAttribute('maxlength'));
    const hint = document.getElementById(`${area.id}_hint`);
    if (!longest || !hint || area.dataset.counting) return;
    area.dataset.counting = '1';
    const words = hint.dataset.left;
    if (!words) return;
    const line = document.createElement('p');
    line.className = 'small muted form-count';
    line.setAttribute('aria-live', 'polite');
    area.after(line);
    let timer;
    const write = () => { line.textContent = words.replace('#', (longest - area.value.length).toLocaleString(root.lang)); };
    area.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(write, 300); });
    write();
  }

  function prepare(within) {
    all('form', within).forEach(showParts);
    all('textarea[maxlength]', within).forEach(countText);
    all('svg[data-arrows]', within).forEach(oneStop);
  }

  document.addEventListener('change', event => {
    const form = event.target.form;
    if (!form) return;
    showParts(form);
    if (form.hasAttribute('data-autosubmit')) form.requestSubmit();
  });

  document.addEventListener('click', event => {
    const copy = event.target.closest('[data-copy]');
    if (copy) navigator.clipboard.writeText(document.querySelector(copy.dataset.copy).textContent.trim())
      .then(() => { copy.textContent = copy.dataset.copied || copy.textContent; });
    if (event.target.closest('[data-print]')) window.print();
    const opens = event.target.closest('[data-opens]');
    if (opens) document.querySelector(opens.dataset.opens).showModal();
  });

  // The map is one stop for the Tab key; the arrow keys walk from tile to tile.
  function oneStop(map) {
    all('a', map).forEach((tile, index) => tile.setAttribute('tabindex', index ? '-1' : '0'));
  }

  const ways = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
  function walk(event) {
    const from = event.target.closest && event.target.closest('svg[data-arrows] a');
    const way = ways[event.key];
    if (!from || !way) return false;
    const middle = tile => { const box = tile.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
    const [x, y] = middle(from);
    const map = from.closest('svg');
    const next = all('a', map).filter(tile => tile !== from).map(tile => {
      const [right, down] = middle(tile).map((at, axis) => at - [x, y][axis]);
      const ahead = right * way[0] + down * way[1];
      const aside = Math.abs(right * way[1]) + Math.abs(down * way[0]);
      return {tile, cost: ahead > 1 && aside <= ahead ? ahead + 2 * aside : Infinity};
    }).reduce((best, each) => (each.cost < best.cost ? each : best), {cost: Infinity});
    event.preventDefault();
    if (next.tile) {
      from.setAttribute('tabindex', '-1');
      next.tile.setAttribute('tabindex', '0');
      next.tile.focus();
    }
    return true;
  }

  // Keys for the inbox; single letters only where the page has such a list, and never while somebody writes.
  const switchedOff = () => localStorage.getItem('lysning-keys') === 'off';
  document.addEventListener('keydown', event => {
    if (walk(event)) return;
    const list = document.querySelector('[data-keys-list]');
    if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest('input:not([type=radio], [type=checkbox]), textarea, select, dialog, [contenteditable]')) return;
    const help = document.querySelector('dialog[data-keys-help]');
    if (event.key === '?' && help) { help.showModal(); return; }
    if (switchedOff()) return;
    const rows = all('[data-key-item]', list);
    const here = rows.findIndex(row => row.contains(document.activeElement));
    if (event.key === 'j' || event.key === 'k') {
      const next = rows[Math.max(0, Math.min(rows.length - 1, here + (event.key === 'j' ? 1 : -1)))];
      if (next) { next.focus(); next.scrollIntoView({block: 'nearest'}); }
    } else if (/^[1-9]$/.test(event.key) && here >= 0) {
      const act = rows[here].querySelector(`[data-key="${event.key}"]`);
      if (act) act.click();
    }
  });

  document.addEventListener('DOMContentLoaded', () => {
    prepare(document);
    if (!location.hash) moveFocus(document, '[data-focus]', '[data-focus-last]');
    for (const box of all('[data-keys-off]')) {
      box.checked = switchedOff();
      box.addEventListener('change', () => localStorage.setItem('lysning-keys', box.checked ? 'off' : 'on'));
    }
  });
  document.addEventListener('htmx:after:swap', event => {
    const target = event.detail.ctx.target;
    prepare(document);
    moveFocus(target instanceof Element && target.isConnected ? target : document.querySelector('main'), '[data-focus]');
  });
})();
