import type {
  Attachment,
  BookingCard,
  CentreCard,
  DeviceCard,
  ListCard,
  MessageOf,
  PriceCard,
  WindowsCard,
} from '../../shared/api';

/** Sample data of every card, the plain case first, then what is narrow, long or missing. */

export const devices: DeviceCard[] = [
  {
    type: 'device',
    lead: null,
    name: '双创 P60 Pro 手机',
    model: 'SC-P60PRO',
    category: '手机',
    serial: 'SC-D****2B3Y',
    bought_on: '2026-08-14',
    warranty: { state: 'in', label: '保修期内', until: '2027-08-14', source: '订单与保修政策' },
  },
  {
    type: 'device',
    lead: null,
    name: '双创 灵动 14 笔记本电脑（锐龙版，带指纹识别与背光键盘）',
    model: 'SC-LD14',
    category: '笔记本电脑',
    serial: 'SC-D****4H61',
    bought_on: '2024-06-05',
    warranty: { state: 'out', label: '已过保修期', until: '2026-06-05', source: '保修政策' },
  },
  {
    type: 'device',
    lead: null,
    name: '双创 臻彩 65M MiniLED 电视',
    model: null,
    category: '电视',
    serial: null,
    bought_on: null,
    warranty: { state: 'unknown', label: '需要核实', until: null, source: null },
  },
];

const HOURS = ['上午 9:00–12:00', '下午 13:00–17:00', '傍晚 17:00–19:00'];

function freeDay(day: string, label: string, count: number): WindowsCard['days'][number] {
  const windows = HOURS.slice(0, count).map((hours) => ({
    label: hours,
    payload: `/inform{"window":"${day} ${hours}"}`,
  }));
  return { day, label, windows };
}

export const windows: WindowsCard = {
  type: 'windows',
  lead: null,
  mode: 'home',
  place: '北京市朝阳区',
  days: [
    freeDay('2026-11-24', '11月24日 周二', 2),
    freeDay('2026-11-25', '11月25日 周三', 3),
    freeDay('2026-11-26', '11月26日 周四', 1),
    freeDay('2026-11-27', '11月27日 周五', 2),
    freeDay('2026-11-28', '11月28日 周六', 2),
  ],
};

export const booking: BookingCard = {
  type: 'booking',
  lead: null,
  number: 'WX2611220017',
  purpose: 'repair',
  title: '上门维修',
  device: '双创 酷风 35GW 空调',
  appointment: '11月25日 周三 上午 9:00–12:00',
  place: '北京市朝阳区建国路***号',
  contact: '王** 138****0001',
  status: 'dispatched',
  status_name: '已派工程师',
  steps: [
    { name: '已提交', reached: true, at: '2026-11-22T14:05:00+08:00' },
    { name: '已确认', reached: true, at: '2026-11-22T14:06:00+08:00' },
    { name: '已派工程师', reached: true, at: '2026-11-23T09:30:00+08:00' },
    { name: '维修中', reached: false, at: null },
    { name: '已完成', reached: false, at: null },
  ],
  note: '工程师上门前 30 分钟会打电话。',
};

export const cancelled: BookingCard = {
  ...booking,
  number: 'WX2611200003',
  title: '到店维修',
  appointment: null,
  contact: null,
  note: null,
  place: '双创北京朝阳服务中心',
  status: 'cancelled',
  status_name: '已取消',
  steps: [
    { name: '已提交', reached: true, at: '2026-11-20T10:00:00+08:00' },
    { name: '已取消', reached: true, at: '2026-11-21T08:12:00+08:00' },
  ],
};

const PLACES = [
  ['双创北京朝阳服务中心', '北京市朝阳区建国路171号一层102铺', '400-555-0001', 850, true],
  ['双创北京海淀服务中心', '北京市海淀区中关村南路339号一层', '010-55500002', 9200, false],
  ['双创北京丰台服务中心', '北京市丰台区南三环西路426号', '010-55500003', 12_400, null],
  ['双创天津和平服务中心', '天津市和平区南京路219号', '022-55500004', 118_000, true],
] as const;

export const centres: CentreCard = {
  type: 'centre',
  lead: null,
  centres: PLACES.map(([name, address, phone, metres, isOpen]) => ({
    name,
    address,
    phone,
    hours: '周一至周日 9:00–18:00',
    open_now: isOpen,
    distance_m: metres,
    services: ['到店维修', '寄修'],
    route_url: 'https://uri.amap.com/marker?position=116.4716,39.9087&name=x&coordinate=gaode',
  })),
};

export const prices: PriceCard = {
  type: 'price',
  lead: null,
  title: '更换屏幕',
  device: '双创 臻彩 43C 电视',
  items: [
    { name: '屏幕面板', low_fen: 69_900, high_fen: 89_900, detail: '原厂配件，含运输' },
    { name: '工时', low_fen: 17_000, high_fen: null, detail: '拆装与测试' },
    { name: '上门费', low_fen: 5_000, high_fen: 5_000, detail: null },
  ],
  note: '以工程师检测后的报价为准，您同意后才会修。',
  source: '维修价目表',
};

export const list: ListCard = {
  type: 'list',
  lead: null,
  title: '您的预约',
  items: [
    { title: 'WX2611220017 上门维修', detail: '11月25日 周三 上午 · 已派工程师', payload: '/a' },
    { title: 'WX2611200003 到店维修', detail: '已取消', payload: '/b' },
    { title: '购买凭证', detail: '发票或订单截图都可以', payload: null },
  ],
};

export const picture: Attachment = {
  file_id: 'f1',
  url: '/preview/sample.svg',
  thumbnail_url: null,
  name: '洗衣机漏水.jpg',
  media_type: 'image/jpeg',
  bytes: 412_000,
  width: 1200,
  height: 900,
};

export const pdf: Attachment = {
  ...picture,
  name: '购买发票_2026年8月14日_北京双创电子商务有限公司_扫描件.pdf',
  media_type: 'application/pdf',
  bytes: 1_300_000,
};

export const video: Attachment = { ...picture, name: 'VID_20261122.mp4', media_type: 'video/mp4', bytes: 8_420_000 };

export const survey: MessageOf<'survey'> = {
  seq: 9,
  id: 'm9',
  author: 'system',
  author_name: null,
  kind: 'survey',
  text: '这次服务您满意吗？点星星就行，一句话建议可写可不写。',
  buttons: [],
  data: { conversation: 1, score: null },
  created_at: '2026-11-22T14:05:00+08:00',
  status: 'sent',
  in_reply_to: null,
  client_id: null,
};
