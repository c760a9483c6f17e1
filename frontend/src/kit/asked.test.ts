import { expect, test } from 'vitest';
import { Asked } from './asked.svelte';
import { noNetwork, Problem } from './problem';

test('a page that got no answer at all says that it needs signal, and opens once there is some', async () => {
  let signal = false;
  const asked = new Asked(() => (signal ? Promise.resolve('the people') : Promise.reject(noNetwork())));
  await asked.again();
  expect([asked.away, asked.answer]).toEqual([true, null]);
  signal = true;
  await asked.again();
  expect([asked.away, asked.fault, asked.answer]).toEqual([false, null, 'the people']);
});

test('an answer that says no is no lack of signal', async () => {
  const no = new Problem({ type: '/problems/not-your-role', title: 'Not your role', status: 403 });
  const asked = new Asked(() => Promise.reject(no));
  await asked.again();
  expect([asked.away, typeof asked.fault]).toEqual([false, 'string']);
});
