/** A value as the driver sends it; arrays and JSON travel as text in their own notation. */
export type SqlValue = string | number | boolean | null;
