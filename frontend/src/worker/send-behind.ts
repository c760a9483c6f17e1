/** What the worker takes in to send by itself: the outbox, its rules, and nothing of the screen. */
import { sendBehind } from '../sync/behind';

declare const self: ServiceWorkerGlobalScope & { sendBehind?: typeof sendBehind };

self.sendBehind = sendBehind;
