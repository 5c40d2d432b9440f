import { render } from '@testing-library/preact';
import type { ReactElement } from 'react';

/** Render a component in a test. Its elements are React's for the compiler and Preact's at run time. */
export function show(element: ReactElement): ReturnType<typeof render> {
  return render(element as unknown as Parameters<typeof render>[0]);
}
