import type { ComponentChildren } from 'preact';
import { Logo } from './logo.js';
import { PALETTES, THEMES, palette, theme } from './preferences.js';
import { hrefOf } from './router.js';
import type { Section } from './section.js';

interface LayoutProps {
  readonly sections: readonly Section[];
  readonly current: Section;
  /** Beside the navigation: who one is, what one has, how the connection is. */
  readonly status: ComponentChildren;
  readonly onSignOut: () => void;
  readonly children: ComponentChildren;
}

/** The frame around every page. */
export function Layout({ sections, current, status, onSignOut, children }: LayoutProps) {
  return (
    <>
      <a class="skip" href="#content" onClick={skipToContent}>
        Skip to the content
      </a>
      <header class="bar">
        <a class="home" href={hrefOf()} aria-label="backlay, all markets">
          <Logo />
        </a>
        <nav aria-label="Main">
          {sections
            .filter(({ label }) => label !== '')
            .map((section) => (
              <a
                key={section.path}
                href={section.path === '' ? hrefOf() : hrefOf(section.path)}
                aria-current={section === current ? 'page' : undefined}
              >
                {section.label}
              </a>
            ))}
        </nav>
        <div class="bar-status">{status}</div>
        <Settings onSignOut={onSignOut} />
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
    </>
  );
}

/** The address is for the router, so the jump is made by hand. */
function skipToContent(event: Event): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}

const THEME_LABELS = { system: 'As the system', dark: 'Dark', light: 'Light' } as const;
const PALETTE_LABELS = { classic: 'Blue and pink', distinct: 'Blue and orange' } as const;

function Settings({ onSignOut }: { readonly onSignOut: () => void }) {
  return (
    <details class="menu">
      <summary aria-label="Settings">
        <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
          <path d="M3 6h9M16 6h1M3 14h1M8 14h9" />
          <circle cx="14" cy="6" r="2" />
          <circle cx="6" cy="14" r="2" />
        </svg>
      </summary>
      <div class="menu-sheet">
        <label for="theme">Theme</label>
        <select
          id="theme"
          value={theme}
          onChange={({ currentTarget }) => (theme.value = THEMES[currentTarget.selectedIndex] ?? theme.value)}
        >
          {THEMES.map((value) => (
            <option key={value} value={value}>
              {THEME_LABELS[value]}
            </option>
          ))}
        </select>
        <label for="palette">Back and lay</label>
        <select
          id="palette"
          value={palette}
          onChange={({ currentTarget }) =>
            (palette.value = PALETTES[currentTarget.selectedIndex] ?? palette.value)
          }
        >
          {PALETTES.map((value) => (
            <option key={value} value={value}>
              {PALETTE_LABELS[value]}
            </option>
          ))}
        </select>
        <button type="button" onClick={onSignOut}>
          Sign out
        </button>
      </div>
    </details>
  );
}
