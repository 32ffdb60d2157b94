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

/**
 * Milliseconds of CPU that the process took while a piece of work went on: for bounds on requests to a server in it, which
 * does nothing else meanwhile.
 */
export async function processTime(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
