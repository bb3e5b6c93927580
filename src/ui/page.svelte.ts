// What the page in sight lends to the frame around it: its title, and the way to share it.

class Page {
  /** Shown in the header of a phone and on the browser's tab; '': the site's name alone. */
  title = $state('');
  /** Makes the address that opens just this again; null: the address of the page does. */
  shareLink = $state.raw<(() => Promise<string>) | null>(null);

  /** Takes over title and link; call what is returned when the page goes. */
  show(title: string, shareLink: (() => Promise<string>) | null = null): () => void {
    this.title = title;
    this.shareLink = shareLink;
    return () => {
      this.title = '';
      this.shareLink = null;
    };
  }

  get documentTitle(): string {
    return this.title === '' ? 'Kafkascope' : `${this.title} · Kafkascope`;
  }
}

export const page = new Page();
