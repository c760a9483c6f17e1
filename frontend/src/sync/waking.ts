/** What page and worker agree on, so that what waits is sent when no page is open. */

/** The name under which the browser is asked to wake the worker. */
export const UNSENT = 'kwetu-unsent';

/** The script with which the worker sends. */
export const SEND_BEHIND = '/send-behind.js';
