/** What people read of the loader; the chat page has its own. */

export const name = '在线客服';
export const unread = (count: number) => `${name}，${count} 条未读`;
export const close = '关闭';
export const opening = '正在打开…';
export const failed = '没能打开，请检查网络后重试。';
export const retry = '重试';
export const newTab = '在新窗口打开';
