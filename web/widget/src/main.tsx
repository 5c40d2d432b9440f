/** Puts the chat page on the screen. */
import { createRoot } from 'react-dom/client';
import { App } from './App/App';
import { ChatClient } from './chat/client';
import { Vault } from './chat/vault';
import { Host } from './host';
import { followViewport } from './viewport';
import './styles/tokens.css';
import './styles/chatui.less';
import './styles/base.css';

const host = new Host();
const vault = new Vault();
const client = new ChatClient(vault, () => host.tell({ type: 'need_token' }));
const root = document.getElementById('app');

followViewport();
if (root) createRoot(root).render(<App host={host} client={client} vault={vault} />);
