/** The name of the exchange with its two boxes. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
        <rect x="1" y="2" width="8" height="16" rx="2" class="logo-back" />
        <rect x="11" y="2" width="8" height="16" rx="2" class="logo-lay" />
      </svg>
      backlay
    </span>
  );
}
