import { Component } from 'react';
import type { ReactNode } from 'react';

interface GuardedProps {
  /** Shown where `children` cannot be. */
  instead: ReactNode;
  children: ReactNode;
}

/** One message that cannot be shown must not take the whole conversation with it. */
export class Guarded extends Component<GuardedProps, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError(): { isBroken: boolean } {
    return { isBroken: true };
  }

  override componentDidCatch(error: unknown): void {
    console.error(error); // eslint-disable-line no-console -- whoever looks for the fault must find it
  }

  override render(): ReactNode {
    return this.state.isBroken ? this.props.instead : this.props.children;
  }
}
