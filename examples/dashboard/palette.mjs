// The colours. Words on white keep 4.5 : 1, lines and areas 3 : 1 (WCAG AA); the browser test computes both.
export const palette = {
  ink: '#1b2530',
  muted: '#4d5a66',
  paper: '#ffffff',
  wash: '#f3f6f5',
  rule: '#d5dcda',
  brand: '#0c4a47',
  accent: '#0f766e',
  link: '#0b5c8a',
  target: '#8a3ffc',
  country: '#64707c',
  outstanding: '#17528a',
  good: '#1f8a7d',
  requires_improvement: '#a86000',
  inadequate: '#a4243b',
  not_rated: '#7b858f',
}

export const rating_colour = {
  Outstanding: palette.outstanding,
  Good: palette.good,
  'Requires improvement': palette.requires_improvement,
  Inadequate: palette.inadequate,
  'Not rated': palette.not_rated,
}

// Times waited, from light to dark, so that longer is heavier.
export const shades = ['#b7d3d0', '#7fb2ad', '#2b7a73', '#a86000', '#8a2035']
export const on_shade = (shade) => (shades.indexOf(shade) < 2 ? palette.ink : palette.paper)

// What stands on what: colour, background, ratio that WCAG AA asks for. Text 4.5, graphics 3.
export const contrasts = [
  ...['ink', 'muted', 'brand', 'accent', 'link', 'target', 'outstanding', 'inadequate'].map((name) => [name, 'paper', 4.5]),
  ...['ink', 'muted', 'link', 'accent'].map((name) => [name, 'wash', 4.5]),
  ['paper', 'brand', 4.5],
  ['paper', 'accent', 4.5],
  ...['country', 'good', 'requires_improvement', 'not_rated'].map((name) => [name, 'paper', 3]),
]
