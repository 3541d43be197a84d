/** Pages with targets that are marked for the test alone, by `data-true`. */
export const PAGES: Readonly<Record<string, { html: string; targets: readonly string[] }>> = {
  admin: {
    targets: ['orders', 'search', 'edit', 'customer', 'amount', 'express', 'notes', 'save', 'cancel'],
    html: `<!doctype html><html lang="en"><body>
      <nav id="nav"><ul><li><a href="/home">Home</a></li><li><a href="/orders" data-true="orders">Orders</a></li><li><a href="/customers">Customers</a></li><li><a href="/reports">Reports</a></li></ul></nav>
      <main id="main"><h1>Orders</h1>
      <form id="find" role="search"><input id="query" name="query" placeholder="Search orders" aria-label="Search" data-true="search"><button>Find</button></form>
      <table id="list"><thead><tr><th>Number</th><th>Customer</th><th>Amount</th><th></th></tr></thead><tbody>
      ${[
        ['1001', 'Acme Ltd', '120.00'],
        ['1002', 'Bolt GmbH', '75.50'],
        ['1003', 'Cosmo SA', '310.20'],
      ]
        .map(
          ([number, name, amount]) =>
            `<tr id="row-${name?.split(' ')[0]}"><td>${number}</td><td>${name}</td><td>${amount}</td><td><button${name === 'Bolt GmbH' ? ' data-true="edit"' : ''}>Edit</button></td></tr>`,
        )
        .join('')}</tbody></table>
      <section id="editor"><h2>Edit order</h2><form id="order" class="form-a">
      <p><label>Customer name <input id="customer" name="customer" data-true="customer"></label></p>
      <p><label>Amount <input id="amount" name="amount" data-true="amount"></label></p>
      <p><label><input type="checkbox" id="express" name="express" data-true="express"> Express delivery</label></p>
      <p><label>Notes <textarea id="notes" name="notes" placeholder="For the driver" data-true="notes"></textarea></label></p>
      <p id="actions"><button id="save" type="button" data-true="save">Save order</button> <button id="cancel" type="button" data-true="cancel">Cancel</button></p>
      </form></section></main></body></html>`,
  },
  settings: {
    targets: ['tab', 'role', 'name', 'digest', 'language', 'key', 'copy', 'invite', 'address', 'apply'],
    html: `<!doctype html><html lang="en"><body>
      <header><h1>Settings</h1><div role="tablist"><button role="tab">Profile</button><button role="tab" data-true="tab">Members</button><button role="tab">Billing</button></div></header>
      <main id="main"><h2>Members</h2><div id="cards" class="cards">
      ${[
        ['Ana Lima', 'ana@example.com', 'Admin'],
        ['Bo Chen', 'bo@example.com', 'Editor'],
        ['Cy Park', 'cy@example.com', 'Viewer'],
      ]
        .map(
          ([name, mail, role]) =>
            `<div class="card" id="card-${name?.split(' ')[0]}"><h3>${name}</h3><p>${mail}</p><p>${role}</p><button${name === 'Bo Chen' ? ' data-true="role"' : ''}>Change role</button></div>`,
        )
        .join('')}</div>
      <section><h2>Invite</h2><div id="order"><p><label>Email address <input type="email" id="address" name="address" data-true="address"></label></p>
      <p id="actions"><button id="invite" data-true="invite">Invite member</button></p></div></section>
      <section><h2>Preferences</h2>
      <p><label>Display name <input id="name" name="display" data-true="name"></label></p>
      <p><label><input type="checkbox" id="digest" name="digest" data-true="digest"> Weekly digest</label></p>
      <p><label>Language <select id="language" name="language" data-true="language"><option>English</option><option>Chinese</option></select></label></p>
      <p><span>API key</span> <button data-testid="new-key" data-true="key">Renew key</button> <button data-true="copy">Copy key</button></p>
      <p><button id="apply" data-true="apply">Apply</button></p></section></main></body></html>`,
  },
};

/** How pages change, as code that runs in them. `of` says which targets are not there any more. */
export interface Mutation {
  name: string;
  code: string;
  gone?: (target: string) => boolean;
  /** The target that it is about, where it is about one. */
  of?: string;
  /** Nothing but a model could know it again. */
  isHopeless?: true;
}

const ALL = `const all = (of) => [...document.querySelectorAll(of)]; const it = (name) => document.querySelector('[data-true=' + name + ']');
const words = (element, text) => { if (!element) return; const node = [...element.childNodes].find((one) => one.nodeType === 3 && one.data.trim()); if (node) node.data = text; };
const label = (name, text) => { const own = it(name); if (!own) return; if (own.hasAttribute('aria-label')) own.setAttribute('aria-label', text); else words(own.closest('label'), text); };`;
const rename = `words(it('save'), 'Save this order'); words(it('invite'), 'Invite a member'); words(it('key'), 'Renew API key'); words(it('apply'), 'Apply changes'); words(it('copy'), 'Copy API key');`;
const reword = `label('customer', 'Name of the customer'); label('amount', 'Amount in euros'); label('address', 'Work email address'); label('name', 'Name to display'); label('language', 'Your language'); label('notes', 'Delivery notes');`;
const newIds = `for (const one of all('[id],[name],[class]')) { one.removeAttribute('class'); if (one.id) one.id = 'x' + one.id.length + 'y'; if (one.name) one.setAttribute('name', 'n' + Math.random().toString(36).slice(2)); }`;
const wrap = `for (const one of all('form, section, table, .card, button, input:not([type=checkbox])')) { const box = document.createElement('div'); one.replaceWith(box); box.append(one); }`;
const move = `const part = document.querySelector('#order'); if (part) document.body.append(part);`;
const TRANSLATED: Readonly<Record<string, string>> = {
  'Save order': '保存订单', 'Cancel': '取消', 'Edit': '编辑', 'Orders': '订单', 'Customers': '客户', 'Home': '首页', 'Reports': '报表', 'Find': '查找',
  'Change role': '更改角色', 'Invite member': '邀请成员', 'Renew key': '更新密钥', 'Copy key': '复制密钥', 'Apply': '应用', 'Members': '成员', 'Profile': '资料', 'Billing': '账单',
}; // prettier-ignore
const translate = `const said = ${JSON.stringify(TRANSLATED)}; for (const one of all('button, a')) if (said[one.textContent.trim()]) one.textContent = said[one.textContent.trim()];
label('customer', '客户名称'); label('amount', '金额'); label('express', '加急配送'); label('notes', '备注'); label('search', '搜索'); label('address', '电子邮箱'); label('name', '显示名称'); label('digest', '每周摘要'); label('language', '语言');
for (const one of all('h1,h2')) one.textContent = '标题';`;

const remove = (target: string): Mutation => ({
  name: `${target} is gone`,
  code: `const own = it('${target}'); if (own) (own.closest('label') ?? own).remove();`,
  gone: (one) => one === target,
  of: target,
});

/** Each is tried on both pages. */
export const MUTATIONS: readonly Mutation[] = [
  { name: 'nothing changed', code: '' },
  { name: 'buttons are renamed', code: rename },
  { name: 'labels are reworded', code: reword },
  {
    name: 'buttons are icons',
    code: `for (const name of ['save', 'invite', 'apply']) if (it(name)) it(name).innerHTML = '<svg width="9" height="9"></svg>';`,
  },
  {
    name: 'labels are lost',
    code: `for (const name of ['customer', 'amount', 'notes', 'address', 'name', 'language']) { const own = it(name); if (own) own.closest('label').replaceWith(own); }`,
  },
  { name: 'a part has moved', code: move },
  { name: 'ids, names and classes are new', code: newIds },
  { name: 'everything is wrapped', code: wrap },
  {
    name: 'buttons are other tags',
    code: `for (const one of all('button:not([role])')) { const other = document.createElement('div'); for (const { name, value } of [...one.attributes]) other.setAttribute(name, value); other.setAttribute('role', 'button'); other.tabIndex = 0; other.append(...one.childNodes); one.replaceWith(other); }`,
  },
  {
    name: 'rows are in another order, and there are more',
    code: `const rows = document.querySelector('tbody, #cards'); const first = rows.firstElementChild; const more = first.cloneNode(true); more.querySelectorAll('[data-true]').forEach((one) => one.removeAttribute('data-true')); const cell = more.querySelector('h3, td:nth-child(2)'); cell.textContent = 'Dara Inc'; rows.append(first, more);`,
  },
  {
    name: 'a control of the same name stands elsewhere',
    code: `for (const text of ['Save order', 'Invite member', 'Apply', 'Cancel', 'Copy key']) { const one = document.createElement('button'); one.textContent = text; document.body.prepend(one); }`,
  },
  {
    name: 'a part is in a frame',
    code: `const part = document.querySelector('#order'); const frame = document.createElement('iframe'); part.replaceWith(frame); frame.contentDocument.body.append(part);`,
  },
  {
    name: 'a part is in a shadow',
    code: `const part = document.querySelector('#order'); const host = document.createElement('div'); part.replaceWith(host); host.attachShadow({ mode: 'open' }).append(part);`,
  },
  { name: 'it was built anew', code: `${newIds} ${wrap} ${rename} ${reword} ${move}` },
  { name: 'it is translated, with the same ids', code: translate, isHopeless: true },
  { name: 'it is translated, with other ids', code: `${translate} ${newIds}`, isHopeless: true },
  {
    name: 'headings are reworded',
    code: `for (const one of all('h1, h2')) one.textContent = 'Section: ' + one.textContent;`,
  },
  {
    name: 'landmarks are lost',
    code: `for (const one of all('main, nav, section, header')) { const box = document.createElement('div'); box.append(...one.childNodes); one.replaceWith(box); }`,
  },
  {
    name: 'words are in capitals',
    code: `for (const one of all('button, a, h1, h2, label')) for (const node of one.childNodes) if (node.nodeType === 3) node.data = node.data.toUpperCase();`,
  },
  {
    name: 'names count something',
    code: `words(it('orders'), 'Orders (12)'); words(it('tab'), 'Members (3)');`,
  },
  {
    name: 'the navigation has more',
    code: `const list = document.querySelector('nav ul, [role=tablist]'); for (const text of ['Stock', 'Returns', 'Team']) { const one = document.createElement(list.tagName === 'UL' ? 'li' : 'button'); if (list.tagName === 'UL') one.innerHTML = '<a href="/x">' + text + '</a>'; else { one.setAttribute('role', 'tab'); one.textContent = text; } list.prepend(one); }`,
  },
  {
    name: 'hints in fields are other ones',
    code: `for (const one of all('[placeholder]')) one.placeholder = 'Type here';`,
  },
  {
    name: 'amounts and roles are other ones',
    code: `for (const one of all('td:nth-child(3)')) one.textContent = '9.99'; for (const one of all('.card p:last-of-type')) one.textContent = 'Owner';`,
  },
  {
    name: 'the own row is gone',
    code: `(document.querySelector('#row-Bolt') ?? document.querySelector('#card-Bo')).remove();`,
    gone: (one) => one === 'edit' || one === 'role',
  },
  {
    name: 'the own row has lost its control',
    code: `(it('edit') ?? it('role')).replaceWith('Locked');`,
    gone: (one) => one === 'edit' || one === 'role',
  },
  {
    name: 'only another row is left',
    code: `for (const one of all('tbody tr, .card')) if (!/Acme|Ana/.test(one.textContent)) one.remove();`,
    gone: (one) => one === 'edit' || one === 'role',
  },
  {
    name: 'another row is almost called the same',
    code: `const rows = document.querySelector('tbody, #cards'); const own = (it('edit') ?? it('role')).closest('tr, .card'); const more = own.cloneNode(true); more.querySelector('[data-true]').removeAttribute('data-true'); more.querySelector('h3, td:nth-child(2)').append(' 2'); const number = more.querySelector('td'); if (number) number.textContent = '1009'; const mail = more.querySelector('p'); if (mail) mail.textContent = 'bo2@example.com'; rows.prepend(more);`,
  },
  {
    name: 'what deletes stands where one saved',
    code: `for (const name of ['save', 'invite', 'apply', 'key']) words(it(name), name === 'key' ? 'Delete key' : 'Delete ' + name); for (const name of ['save', 'invite', 'apply', 'key']) it(name)?.removeAttribute('data-true');`,
    gone: (one) => ['save', 'invite', 'apply', 'key'].includes(one),
  },
  {
    name: 'other fields stand where they stood',
    code: `for (const name of ['customer', 'amount', 'address', 'name']) { const own = it(name); if (!own) continue; words(own.closest('label'), 'Coupon'); own.id = 'c' + name.length; own.name = 'coupon-' + name; own.removeAttribute('data-true'); }`,
    gone: (one) => ['customer', 'amount', 'address', 'name'].includes(one),
  },
  ...Object.values(PAGES).flatMap(({ targets }) => targets.map(remove)),
];

/** The code that makes the change. */
export const codeOf = ({ code }: Mutation): string => `{ ${ALL} ${code} }`;
