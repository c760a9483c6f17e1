/** One case as an XForm: its answers as nodes, rows as repeats, and the expression as a calculation. */

const escaped = (text) => String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const LISTS = /jr:choice-name|today\(|now\(|once\(|position\(|column/;

/** Rows seen from inside one, clocks, choice filters and words of choices would each need a form of another kind. */
export function askable({ expr, row, choice, form }) {
  const nested = Object.values(form?.repeats ?? {}).some(({ within }) => within);
  return !row && !choice && !nested && !LISTS.test(expr);
}

const repeatOf = ({ form }, name) => (form?.repeats[name] ? name : form?.questions[name]?.repeat);

/** The text of a tree, as XPath on this form. */
export function expressionOf(one) {
  const come = (ast) => {
    const [kind, of, parts] = ast;
    if (kind === 'num') return String(of);
    if (kind === 'str') return of.includes("'") ? `"${of}"` : `'${of}'`;
    if (kind === 'self') return '/data/self';
    if (kind === 'ref') return path(of);
    if (kind === 'and' || kind === 'or') return `(${of.map(come).join(` ${kind} `)})`;
    if (kind === 'op') return `(${come(parts[0])} ${of} ${come(parts[1])})`;
    return `${of}(${parts.map(come).join(', ')})`;
  };
  const path = (name) => {
    const repeat = repeatOf(one, name);
    return repeat && repeat !== name ? `/data/${repeat}/${name}` : `/data/${name}`;
  };
  return come(one.ast);
}

const place = ([lon, lat]) => `${lat} ${lon} 0 0`;

function textOf(value) {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(' ');
  if (typeof value !== 'object') return String(value);
  if (value.type === 'Point') return place(value.coordinates);
  return (value.type === 'Polygon' ? value.coordinates[0] : value.coordinates).map(place).join('; ');
}

function namesIn(ast) {
  if (ast[0] === 'ref') return [ast[1]];
  const parts = ['and', 'or'].includes(ast[0]) ? ast[1] : ['op', 'call'].includes(ast[0]) ? ast[2] : [];
  return parts.flatMap(namesIn);
}

/** The rows of a list in their order, each with what was said in it and what its key says. */
function rowsOf({ answers, form }, repeat, asked) {
  const keys = [...new Set(Object.keys(answers).flatMap((path) => (path.startsWith(`${repeat}/`) ? [path.split('/')[1]] : [])))];
  const order = (key) => answers[`${repeat}/${key}/_order`]?.value ?? Infinity;
  const standing = keys.filter((key) => !answers[`${repeat}/${key}/_deleted`]?.saw);
  standing.sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  const cell = (key, name) => answers[`${repeat}/${key}/${name}`]?.value ?? (form.repeats[repeat].key === name ? key : '');
  return standing.map((key) => asked.map((name) => `<${name}>${escaped(textOf(cell(key, name)))}</${name}>`).join(''));
}

/** The XForm. */
export function formOf(one) {
  const names = [...new Set(namesIn(one.ast))];
  const repeats = [...new Set(names.flatMap((name) => repeatOf(one, name) ?? []))];
  const plain = names.filter((name) => !repeatOf(one, name));
  const inRows = (repeat) => Object.keys(one.form.questions).filter((name) => one.form.questions[name].repeat === repeat);
  const nodes = plain.map((name) => `<${name}>${escaped(textOf(one.answers[name]?.value))}</${name}>`);
  for (const repeat of repeats)
    nodes.push(...rowsOf(one, repeat, inRows(repeat)).map((row) => `<${repeat}>${row}</${repeat}>`));
  const binds = [...plain, 'self'].map((name) => `<bind nodeset="/data/${name}" type="string"/>`);
  const body = repeats.map(
    (repeat) =>
      `<group ref="/data/${repeat}"><repeat nodeset="/data/${repeat}">${inRows(repeat)
        .map((name) => `<input ref="/data/${repeat}/${name}"/>`)
        .join('')}</repeat></group>`,
  );
  return `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>case</h:title><model>
<instance><data id="case">${nodes.join('')}<self>${escaped(textOf(one.self))}</self><out/><orx:meta><orx:instanceID/></orx:meta></data></instance>
${binds.join('')}<bind nodeset="/data/out" type="string" calculate="string(${escaped(expressionOf(one))})"/>
</model></h:head><h:body>${body.join('')}<input ref="/data/out"/></h:body></h:html>`;
}
