/** The one line that a website embeds: `<script src="https://…/widget.js" async></script>`. */
import { start } from './start';

if (document.currentScript instanceof HTMLScriptElement) start(document.currentScript);
