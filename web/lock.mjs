// Leaves in the lock file what installing needs: npm also writes where each package's authors take donations.
import { readFileSync, writeFileSync } from 'node:fs';

const path = `${import.meta.dirname}/package-lock.json`;
const lock = JSON.parse(readFileSync(path, 'utf8'));
for (const entry of Object.values(lock.packages)) delete entry.funding;
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
