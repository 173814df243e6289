/** Calls an observer such as `onRetry`. What it throws, or rejects with, must not change what it observes. */
export function notify<Event>(observer: ((event: Event) => unknown) | undefined, event: Event): void {
  if (observer) new Promise((resolve) => resolve(observer(event))).catch(() => {});
}
