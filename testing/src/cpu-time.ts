/**
 * Milliseconds of CPU that a piece of work took of its thread: for bounds on code that waits for nothing, which hold however
 * busy the machine is.
 */
export function cpuTime(work: () => unknown): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
