// Password grants in a closed loop: their own rate, and the storm that others must not feel.
import { send } from './http.mjs';

// Keeps `concurrency` password grants under way until stopped.
export function startStorm(subject, load, concurrency = 16) {
  let going = true;
  const counted = { granted: 0, deferred: 0, refused: 0, example: undefined };
  const one = async () => {
    while (going) {
      const { status, body } = await send(subject.origin + load.path, load);
      if (status === 200) counted.granted += 1;
      else if (status === 503) counted.deferred += 1;
      else {
        counted.refused += 1;
        counted.example = `${status} ${body.slice(0, 120)}`;
      }
    }
  };
  const loops = Array.from({ length: concurrency }, one);
  return {
    counted,
    async stop() {
      going = false;
      await Promise.all(loops);
      return counted;
    },
  };
}

// Password grants a second, over a window that begins after one second of the same load.
export async function passwordRate(subject, load, seconds, pause) {
  const storm = startStorm(subject, load);
  await pause(1000);
  const before = storm.counted.granted;
  const begun = performance.now();
  await pause(seconds * 1000);
  const rate = (storm.counted.granted - before) / ((performance.now() - begun) / 1000);
  return { rate, ...(await storm.stop()) };
}
