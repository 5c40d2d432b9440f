/** Every card on one page, for looking: ?theme=dark, ?size=large, ?stress (endless words). Not part of the built widget. */
import type { ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import '../src/styles/tokens.css';
import { BookingCard } from '../src/components/BookingCard/BookingCard';
import { CentreCard } from '../src/components/CentreCard/CentreCard';
import { DeviceCard } from '../src/components/DeviceCard/DeviceCard';
import { FileCard } from '../src/components/FileCard/FileCard';
import { ListCard } from '../src/components/ListCard/ListCard';
import { Picture } from '../src/components/Picture/Picture';
import { PriceCard } from '../src/components/PriceCard/PriceCard';
import { Survey } from '../src/components/Survey/Survey';
import { AttachButton } from '../src/components/Upload';
import { WindowsCard } from '../src/components/WindowsCard/WindowsCard';
import * as plain from './samples';
import { stressed } from './stress';

const asked = new URLSearchParams(location.search);
document.documentElement.dataset.theme = asked.get('theme') ?? 'light';
document.documentElement.dataset.size = asked.get('size') ?? 'normal';
const samples = asked.has('stress') ? stressed({ ...plain }) : plain;

function Item({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className="preview-item">
      <h2>{name}</h2>
      {children}
    </section>
  );
}

const idle = { onChoose: () => undefined, disabled: false };
const rated = { ...samples.survey, data: { conversation: 1, score: 4 } };

function Preview() {
  return (
    <>
      {samples.devices.map((card) => (
        <Item name="device" key={card.name}>
          <DeviceCard card={card} {...idle} />
        </Item>
      ))}
      <Item name="windows">
        <WindowsCard card={samples.windows} {...idle} />
      </Item>
      <Item name="windows, old">
        <WindowsCard card={{ ...samples.windows, days: samples.windows.days.slice(0, 2) }} {...idle} disabled />
      </Item>
      <Item name="booking">
        <BookingCard card={samples.booking} {...idle} />
      </Item>
      <Item name="booking, cancelled">
        <BookingCard card={samples.cancelled} {...idle} />
      </Item>
      <Item name="centre">
        <CentreCard card={samples.centres} {...idle} />
      </Item>
      <Item name="price">
        <PriceCard card={samples.prices} {...idle} />
      </Item>
      <Item name="list">
        <ListCard card={samples.list} {...idle} />
      </Item>
      <Item name="list, old">
        <ListCard card={samples.list} {...idle} disabled />
      </Item>
      <Item name="picture">
        <Picture isOwn data={samples.picture} status="sent" />
      </Item>
      <Item name="picture, broken">
        <Picture isOwn data={{ ...samples.picture, url: '/api/v1/gone' }} status="sent" onExpired={() => undefined} />
      </Item>
      <Item name="file">
        <FileCard data={samples.pdf} status="sent" />
      </Item>
      <Item name="video">
        <FileCard data={samples.video} status="sent" />
      </Item>
      <Item name="survey">
        <Survey message={samples.survey} onRate={() => new Promise((done) => setTimeout(done, 800))} />
      </Item>
      <Item name="survey, rated">
        <Survey message={rated} onRate={() => Promise.resolve()} />
      </Item>
      <Item name="attach">
        <AttachButton onFiles={() => undefined} disabled={false} />
      </Item>
    </>
  );
}

const place = document.getElementById('preview');
if (place) createRoot(place).render(<Preview />);
