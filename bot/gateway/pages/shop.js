"use strict";

// Opens the chat from the shop's own links. Where the widget could not be loaded, they lead to the chat page itself.

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("[data-model], [data-say], [data-chat]");
  const chat = window.Xiaoxiu;
  if (!link || !chat || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { model, say } = link.dataset;
  if (model) chat.show({ product: model });
  if (say) chat.send(say);
  else chat.open();
});
