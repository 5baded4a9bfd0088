// Makes the pages better; each of them works without it. No inline code anywhere: the policy forbids it.
'use strict';

const closest = (event, selector) => event.target instanceof Element ? event.target.closest(selector) : null;

// --- keyboard: "/" goes to the search, "?" tells the keys ----------------------------------------------------------
document.addEventListener('keydown', (event) => {
  if (!['/', '?'].includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (closest(event, 'input, textarea, select, [contenteditable]')) return;
  if (event.key === '?') {
    document.getElementById('teclas')?.togglePopover();
    return;
  }
  const search = document.querySelector('[data-search]');
  if (!search) return;
  event.preventDefault();
  search.focus();
  search.select();
});

// --- arrows: through a menu, and from a picker's field through what it found ----------------------------------------
function stepThrough(event, places, from) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const end = { Home: 0, End: places.length - 1 }[event.key];
  if (!places.length || (step === undefined && end === undefined)) return;
  event.preventDefault();
  const at = places.indexOf(from);
  const next = at < 0 ? (step === -1 ? places.length - 1 : 0) : (at + (step ?? 0) + places.length) % places.length;
  places[end ?? next].focus();
}
document.addEventListener('keydown', (event) => {
  const button = closest(event, '[popovertarget]');
  const opened = button && document.getElementById(button.getAttribute('popovertarget'));
  const menu = closest(event, '.menu') ?? (opened?.matches('.menu') ? opened : null);
  if (menu) {
    if (!['ArrowDown', 'ArrowUp', 'Home', 'End'].includes(event.key)) return;
    if (!menu.matches(':popover-open')) {
      if (!event.key.startsWith('Arrow')) return;
      menu.showPopover({ source: button });
    }
    stepThrough(event, [...menu.querySelectorAll('.menu-item')], document.activeElement);
    return;
  }
  const list = closest(event, '[data-finder]');
  if (!list) return;
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  stepThrough(event, [...list.querySelectorAll('input[type=search], .offers a')], document.activeElement);
});

// --- lists: a click on a row opens it ----------------------------------------------------------------------------
document.addEventListener('click', (event) => {
  const row = closest(event, 'tr[data-href]');
  if (!row || closest(event, 'a, button, input, label, .menu') || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href);
  else location.assign(row.dataset.href);
});

// --- copy buttons ------------------------------------------------------------------------------------------------
document.addEventListener('click', async (event) => {
  const button = closest(event, '[data-copy]');
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const field = document.createElement('textarea');  // plain http has no clipboard API
    field.value = button.dataset.copy;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  button.classList.add('copied');
  const before = button.title;
  button.title = 'Copiado';
  setTimeout(() => { button.classList.remove('copied'); button.title = before; }, 1500);
});

// --- menus: place them at their button where the browser cannot do it by itself ------------------------------------
const placesItself = CSS.supports('position-area', 'bottom span-left');
document.addEventListener('toggle', (event) => {
  const menu = event.target;
  if (placesItself || event.newState !== 'open' || !menu.classList?.contains('menu')) return;
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  const at = button.getBoundingClientRect();
  const below = at.bottom + menu.offsetHeight < innerHeight;
  menu.classList.add('placed');
  menu.style.inset = 'auto';
  menu.style.left = `${Math.max(8, at.right - menu.offsetWidth)}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom : at.top - menu.offsetHeight)}px`;
}, true);

// --- forms: a double click saves once; what was typed is not lost by accident ----------------------------------------
let unsaved = false;
document.addEventListener('input', (event) => {
  if (closest(event, 'form[data-unsaved]') && !closest(event, '[data-narrow]')) unsaved = true;
});
addEventListener('beforeunload', (event) => {
  if (unsaved) event.preventDefault();
});
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.matches('[data-unsaved]')) unsaved = false;
  if (!form.matches('[data-once]')) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = '1';
  form.querySelector('[type=submit]')?.setAttribute('aria-disabled', 'true');
});
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;  // back from the next page: the form may be sent again
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});

// --- tabs: parts of one form; what was typed in a hidden one is sent too ----------------------------------------------
function openTab(tabs, wanted) {
  for (const tab of tabs) {
    const part = document.getElementById(tab.hash.slice(1));
    const open = tab === wanted;
    tab.setAttribute('aria-selected', String(open));
    tab.tabIndex = open ? 0 : -1;
    part.hidden = !open;
  }
}
function startTabs(bar) {
  const tabs = [...bar.querySelectorAll('a')];
  bar.setAttribute('role', 'tablist');
  for (const tab of tabs) {
    const part = document.getElementById(tab.hash.slice(1));
    tab.setAttribute('role', 'tab');
    tab.setAttribute('aria-controls', part.id);
    part.setAttribute('role', 'tabpanel');
    tab.classList.toggle('tab-error', Boolean(part.querySelector('.has-error')));
    tab.addEventListener('click', (event) => { event.preventDefault(); openTab(tabs, tab); });
  }
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
    openTab(tabs, next);
    next.focus();
  });
  const wrong = tabs.find((tab) => tab.classList.contains('tab-error'));
  const asked = tabs.find((tab) => tab.hash && tab.hash === location.hash);
  openTab(tabs, wrong || asked || tabs[0]);
}
for (const bar of document.querySelectorAll('[data-tabs]')) startTabs(bar);

// An error link leads to its field, opening the tab it is in.
document.addEventListener('click', (event) => {
  const link = closest(event, '.problem a');
  if (!link) return;
  const field = document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  const part = field.closest('[role=tabpanel]');
  if (part?.hidden) document.querySelector(`[aria-controls="${part.id}"]`).click();
  field.focus();
});
document.querySelector('[data-focus]')?.focus();

// --- pickers: what is many is narrowed while one types ------------------------------------------------------------------
const folded = (text) => text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
document.addEventListener('input', (event) => {
  const field = closest(event, '[data-narrow]');
  if (!field) return;
  const wanted = folded(field.value);
  for (const line of field.parentElement.querySelectorAll('li'))
    line.hidden = !folded(line.textContent).includes(wanted) && !line.querySelector(':checked');
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && closest(event, '[data-narrow]')) event.preventDefault();  // it is no field of the form
});

// A select of many gets a field to type into beside it; the select keeps the choice and is what is sent.
const most = { plain: 8, listed: 50 };
let pickers = 0;
function startPicker(select) {
  if (select.options.length <= most.plain || select.dataset.picker) return;
  select.dataset.picker = String(pickers += 1);
  const name = document.querySelector(`label[for="${CSS.escape(select.id)}"]`)?.textContent ?? '';
  const field = document.createElement('input');
  const list = document.createElement('ul');
  const chosen = () => (select.value ? select.selectedOptions[0].text : '');
  list.id = `achados-${pickers}`;
  list.className = 'picker-list';
  list.hidden = true;
  for (const [key, value] of Object.entries({ type: 'text', class: 'form-control', role: 'combobox', autocomplete: 'off',
    placeholder: select.options[0].text, 'aria-label': name, 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false' }))
    field.setAttribute(key, value);
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', name);
  field.value = chosen();
  select.classList.add('picked');
  select.tabIndex = -1;
  select.setAttribute('aria-hidden', 'true');
  const wrap = document.createElement('div');
  wrap.className = 'picker';
  select.after(wrap);
  wrap.append(select, field, list);

  let at = -1;
  const show = (open) => {
    list.hidden = !open;
    field.setAttribute('aria-expanded', String(open));
    if (!open) field.removeAttribute('aria-activedescendant');
  };
  const mark = (next) => {
    at = list.children.length ? (next + list.children.length) % list.children.length : -1;
    for (const [number, item] of [...list.children].entries()) item.setAttribute('aria-selected', String(number === at));
    if (at >= 0) {
      field.setAttribute('aria-activedescendant', list.children[at].id);
      list.children[at].scrollIntoView({ block: 'nearest' });
    }
  };
  const find = (text) => {
    const wanted = folded(text);
    const found = [...select.options].filter((option) => option.value && folded(option.text).includes(wanted)).slice(0, most.listed);
    list.replaceChildren(...found.map((option, number) => {
      const item = document.createElement('li');
      item.id = `${list.id}-${number}`;
      item.setAttribute('role', 'option');
      item.dataset.value = option.value;
      item.textContent = option.text;
      return item;
    }));
    show(found.length > 0);
    mark(0);
  };
  const pick = (item) => {
    select.value = item ? item.dataset.value : '';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    unsaved = true;
    show(false);
  };
  select.addEventListener('change', () => { field.value = chosen(); });
  select.addEventListener('focus', () => field.focus());  // by its label, or by the summary of errors
  field.addEventListener('focus', () => field.select());
  field.addEventListener('input', () => find(field.value));
  field.addEventListener('click', () => { if (list.hidden) find(''); });
  field.addEventListener('blur', () => {
    show(false);
    if (!field.value.trim()) pick(null);
    field.value = chosen();
  });
  list.addEventListener('mousedown', (event) => {
    event.preventDefault();
    if (event.target.matches('li')) pick(event.target);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) find('');
      else mark(at + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && !list.hidden) {
      event.preventDefault();
      pick(list.children[at]);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      field.value = chosen();
      show(false);
    }
  });
}
for (const select of document.querySelectorAll('[data-rows] select')) startPicker(select);

// --- rows of a form: + adds one, − takes it away ----------------------------------------------------------------------
function addRow(rows) {
  const number = Number(rows.dataset.next);
  rows.dataset.next = String(number + 1);
  const made = rows.querySelector('template').content.cloneNode(true);
  for (const place of made.querySelectorAll('[name], [id], [for], [aria-label]'))
    for (const name of ['name', 'id', 'for', 'aria-label'])
      if (place.hasAttribute(name)) place.setAttribute(name, place.getAttribute(name).replaceAll('__N__', String(number)));
  rows.querySelector('[data-lines]').append(made);
  const line = rows.querySelector('[data-lines]').lastElementChild;
  line.querySelectorAll('select').forEach(startPicker);
  line.querySelector('input, select')?.focus();
  unsaved = true;
}
document.addEventListener('click', (event) => {
  const add = closest(event, '[data-row-add]');
  const remove = closest(event, '[data-row-remove]');
  if (add) addRow(add.closest('[data-rows]'));
  if (remove) {
    remove.closest('.row-line').remove();
    unsaved = true;
  }
});

// --- masks: help on leaving the field, never a cage; what they do not understand stays for the server to judge --------
const masks = {
  documento: (text) => {
    if (/[^0-9A-Za-z.\/\s-]/.test(text)) return text;
    const plain = text.toUpperCase().replace(/[^0-9A-Z]/g, '');
    if (/^\d{11}$/.test(plain)) return plain.replace(/(...)(...)(...)(..)/, '$1.$2.$3-$4');
    if (plain.length === 14) return plain.replace(/(..)(...)(...)(....)(..)/, '$1.$2.$3/$4-$5');
    return text;
  },
  telefone: (text) => {
    if (/[^\d\s()+.\/-]/.test(text)) return text;
    const digits = text.replace(/\D/g, '').replace(/^55(?=\d{10,11}$)/, '');
    return digits.length === 10 || digits.length === 11 ? digits.replace(/(..)(\d{4,5})(....)/, '($1) $2-$3') : text;
  },
};
document.addEventListener('focusout', (event) => {
  const field = closest(event, '[data-mask]');
  if (field && masks[field.dataset.mask]) field.value = masks[field.dataset.mask](field.value);
});

// --- days: typed as dd/mm/aaaa, or chosen in the browser's own calendar ------------------------------------------------
function openCalendar(field) {
  const calendar = document.createElement('input');
  calendar.type = 'date';
  calendar.className = 'calendar';
  calendar.tabIndex = -1;
  const [, day, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(field.value) ?? [];
  if (year) calendar.value = `${year}-${month}-${day}`;
  calendar.addEventListener('change', () => {
    field.value = calendar.value.split('-').reverse().join('/');
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  calendar.addEventListener('blur', () => calendar.remove());
  field.parentElement.append(calendar);
  calendar.focus();
  calendar.showPicker();
}
document.addEventListener('click', (event) => {
  const button = closest(event, '[data-calendar]');
  if (button) openCalendar(document.getElementById(button.dataset.calendar));
});

// --- htmx: its own requests carry the token too -----------------------------------------------------------------------------
document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-CSRF-Token'] = document.querySelector('meta[name=csrf]').content;
});

// --- groups that follow a select: only the chosen one is seen ---------------------------------------------------------------
function showGroup(place) {
  const chosen = document.getElementById(place.dataset.follows).value;
  for (const group of place.querySelectorAll('[data-group]')) group.hidden = group.dataset.group !== chosen;
}
for (const place of document.querySelectorAll('[data-follows]')) {
  document.getElementById(place.dataset.follows).addEventListener('change', () => showGroup(place));
  showGroup(place);
}
