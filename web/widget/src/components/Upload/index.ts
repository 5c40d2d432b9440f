/** Files on their way in: chosen, photographed, dropped or pasted, and made ready to send. */
export { AttachButton } from './AttachButton';
export { filesOf, useFileDrop } from './arrival';
export { ACCEPT, refusal } from './kinds';
export { FileRefused, prepare } from './prepare';
