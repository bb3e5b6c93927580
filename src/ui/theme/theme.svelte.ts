// Light or dark: the system's choice until the person makes one, which is kept in this browser.
import 'virtual:theme.css';

const STORAGE_KEY = 'kafkascope.theme';

function storedChoice(): 'light' | 'dark' | null {
  try {
    const stored = localStorage.getItem(STORAGE_KEY);
    return stored === 'light' || stored === 'dark' ? stored : null;
  } catch {
    return null;
  }
}

class ThemeChoice {
  private readonly systemQuery = window.matchMedia('(prefers-color-scheme: dark)');
  private readonly motionQuery = window.matchMedia('(prefers-reduced-motion: reduce)');
  private choice = $state<'light' | 'dark' | null>(storedChoice());
  private isSystemDark = $state(this.systemQuery.matches);
  isMotionReduced = $state(this.motionQuery.matches);

  constructor() {
    this.systemQuery.addEventListener('change', (event) => (this.isSystemDark = event.matches));
    this.motionQuery.addEventListener('change', (event) => (this.isMotionReduced = event.matches));
  }

  get isDark(): boolean {
    return this.choice === null ? this.isSystemDark : this.choice === 'dark';
  }

  get name(): 'light' | 'dark' {
    return this.isDark ? 'dark' : 'light';
  }

  toggle(): void {
    this.choice = this.isDark ? 'light' : 'dark';
    try {
      localStorage.setItem(STORAGE_KEY, this.choice);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  }

  /** As a page asks for that shows this one inside; nothing is kept. */
  wear(name: 'light' | 'dark'): void {
    this.choice = name;
  }

  /** Tells the style sheets. Until then they follow the system by themselves. */
  apply(): void {
    document.documentElement.dataset.theme = this.name;
  }
}

export const theme = new ThemeChoice();
