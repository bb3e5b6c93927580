// What is being opened, as Svelte follows it. Not with {#await}: Svelte keeps every value that such a
// block has shown as long as the page lives, and a session is large.

export type OpeningState<T> =
  | { readonly type: 'opening' }
  | { readonly type: 'open'; readonly value: T }
  | { readonly type: 'failed'; readonly message: string };

export class Opening<T> {
  state = $state.raw<OpeningState<T>>({ type: 'opening' });

  constructor(private readonly promise: Promise<T>) {
    promise.then(
      (value) => {
        this.state = { type: 'open', value };
      },
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        this.state = { type: 'failed', message };
      },
    );
  }

  /** Nobody waits for it any more: it is ended, now or when it comes. */
  abandon(end: (value: T) => void): void {
    this.promise.then(end, () => undefined);
    this.state = { type: 'opening' };
  }
}
