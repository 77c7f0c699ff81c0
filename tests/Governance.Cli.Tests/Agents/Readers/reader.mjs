// Reads messages as a server in JavaScript does, one a line, and says what it found in each.
import { readFileSync } from 'node:fs';

const hex = text => Buffer.from(text, 'utf8').toString('hex');
const bits = number => {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(number);
  return bytes.toString('hex');
};
const flat = value =>
  value === null || value === undefined ? '0'
  : value === true ? 't'
  : value === false ? 'f'
  : typeof value === 'string' ? '"' + hex(value)
  : typeof value === 'number' ? '#' + bits(value)
  : Array.isArray(value) ? '[' + value.map(flat).join(',') + ']'
  : '{' + Object.keys(value).map(k => hex(k) + ':' + flat(value[k])).sort().join(',') + '}';
const member = (value, name) => (value && typeof value === 'object' && name in value ? flat(value[name]) : '-');

// As many servers do: what came is put into an object of their own.
const own = value => (value && typeof value === 'object' && !Array.isArray(value) ? Object.assign({}, value) : value);

for (const line of readFileSync(0, 'utf8').split('\n').filter(l => l.length > 0)) {
  try {
    const message = JSON.parse(line);
    const params = message.params ?? {};
    const given = own(params.arguments);
    console.log([member(message, 'method'), member(params, 'name'), member(given, 'amount'), flat(given)].join(' '));
  } catch (problem) {
    console.log('!' + problem.name);
  }
}
