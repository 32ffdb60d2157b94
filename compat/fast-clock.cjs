/**
 * Lets a program live twenty times as fast as the clock on the wall: the official seeding CLI waits a tenth of a second
 * between its calls.
 */
const speed = 20;
const { now } = Date;
const start = now();
Date.now = () => start + (now() - start) * speed;
for (const name of ["setTimeout", "setInterval"]) {
  const original = globalThis[name];
  globalThis[name] = (callback, ms, ...rest) => original(callback, ms === undefined ? ms : ms / speed, ...rest);
}
