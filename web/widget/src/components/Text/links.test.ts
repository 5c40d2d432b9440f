import { expect, it } from 'vitest';
import { pieces } from './links';

function linksIn(text: string, isByAgent = false): [string, string][] {
  return pieces(text, isByAgent).flatMap((piece) => (piece.href ? [[piece.text, piece.href] as [string, string]] : []));
}

it.each([
  ['a web address before a Chinese full stop', '见 https://example.com/a?b=1。', 'https://example.com/a?b=1'],
  ['a web address in brackets', '（https://example.com/a）', 'https://example.com/a'],
  ['a web address at the end of a sentence', 'See http://example.com/a.', 'http://example.com/a'],
])('%s is a link', (_name, text, address) => {
  expect(linksIn(text).map(([shown]) => shown)).toEqual([address]);
});

it.each([
  ['a hotline', '热线 400-800-1234，', '400-800-1234', 'tel:4008001234'],
  ['a landline', '电话：021-55556666', '021-55556666', 'tel:02155556666'],
  ['an emergency number after 拨打', '请拨打 119。', '119', 'tel:119'],
  ['a short hotline', '全国统一心理援助热线 12356，', '12356', 'tel:12356'],
])('%s can be dialled', (_name, text, shown, href) => {
  expect(linksIn(text)).toEqual([[shown, href]]);
});

it('a mobile number can be dialled when an agent wrote it', () => {
  expect(linksIn('联系13800138000吧', true)).toEqual([['13800138000', 'tel:13800138000']]);
});

it.each([
  ['a mobile number that no agent wrote', '手机号，比如 13800138000，或 138-0013-8000'],
  ['a script address', 'javascript:alert(1)'],
  ['a data address', 'data:text/html,<script>alert(1)</script>'],
  ['an address without a host', 'https://'],
  ['markup', '<img src=x onerror=alert(1)>'],
  ['a masked number', '138****8000'],
  ['a booking number', 'WX20251125001380013800'],
  ['a serial number', 'SN13800138000'],
  ['an amount', '费用 120 元'],
  ['a price after 电话', '电话 300元'],
])('%s is no link', (_name, text) => {
  expect(linksIn(text)).toEqual([]);
});

it.each(['a\n\nb', 'https://a.cn/x。https://b.cn 13800138000', '', '中文'])('nothing of %o is lost', (text) => {
  expect(
    pieces(text)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
