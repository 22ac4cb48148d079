import { profileLines } from './profile.ts';
import { suites } from './suites/index.ts';

// Runs one suite in a process of its own, so that none meets the heap and the compiled code of another, and tells the
// process that forked it what came out.

// The router's own timers do not keep a process alive, and while it drains there may be nothing else.
setInterval(() => {}, 1_000);

const suite = suites.find(({ name }) => name === process.argv[2]);
const report = await suite?.run('full');
process.send?.({ ...report, profile: profileLines() }, () => process.exit());
