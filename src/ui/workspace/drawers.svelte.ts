// The drawers of the workspace: the terminal, and the same in code. What they need is fetched when
// somebody opens them for the first time.

function loadCode() {
  return import('#ui/code/CodeDrawer.svelte');
}

async function loadTerminal() {
  const [{ default: Drawer }, help] = await Promise.all([
    import('#ui/terminal/TerminalDrawer.svelte'),
    import('#ui/terminal/tools.ts').then(({ loadTools }) => loadTools()),
  ]);
  return { Drawer, help };
}

export class Drawers {
  isTyping = $state(false);
  isCoding = $state(false);
  /** null: never opened. */
  terminal = $state.raw<ReturnType<typeof loadTerminal> | null>(null);
  code = $state.raw<ReturnType<typeof loadCode> | null>(null);

  constructor(
    /** Called when a drawer opens, which needs room. */
    private readonly onopen: () => void,
  ) {}

  get isOpen(): boolean {
    return this.isTyping || this.isCoding;
  }

  toggleTerminal(): void {
    this.isTyping = !this.isTyping;
    if (this.isTyping) this.onopen();
    this.terminal ??= loadTerminal();
  }

  toggleCode(): void {
    this.isCoding = !this.isCoding;
    if (this.isCoding) this.onopen();
    this.code ??= loadCode();
  }
}
