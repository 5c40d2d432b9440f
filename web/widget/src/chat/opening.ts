/** How a customer comes to his chat: a new one, or the visitor's that becomes his when he signs in. */
import type { ShownPage } from '../../../shared/api';
import { bindCustomer, openChat, Refused, type OpeningFacts } from './api';
import type { Session, Sessions } from './session';

/** Who the customer is and what he looks at, as the shop's page says. */
export interface Identity {
  customerToken: string | null;
  page: ShownPage;
}

/** Open a chat; when the server refuses the shop's token, the customer goes on as a visitor. */
export async function openFor(
  { customerToken, page }: Identity,
  sessions: Sessions,
): Promise<{ session: Session; isRefused: boolean }> {
  const facts = factsOf(page);
  if (customerToken !== null) {
    try {
      const opened = await openChat({ channel: 'web', ...facts, customer_token: customerToken });
      return { session: sessions.keep(customerToken, opened), isRefused: false };
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 401) throw error;
    }
  }
  const session = (customerToken !== null ? sessions.find(null) : null) ?? (await openVisitor(facts, sessions));
  return { session, isRefused: customerToken !== null };
}

/**
 * A visitor has signed in: his chat becomes the customer's, unless it is another one's or the token is no good.
 * `later`: the server could not say.
 */
export async function bind(
  visitor: Session,
  customerToken: string,
  sessions: Sessions,
): Promise<'bound' | 'refused' | 'other' | 'later'> {
  try {
    await bindCustomer(visitor, customerToken);
    sessions.move(customerToken, visitor);
    return 'bound';
  } catch (error) {
    if (!(error instanceof Refused) || error.isPassing) return 'later';
    return error.status === 401 ? 'refused' : 'other';
  }
}

async function openVisitor(facts: OpeningFacts, sessions: Sessions): Promise<Session> {
  return sessions.keep(null, await openChat({ channel: 'web', ...facts }));
}

/** What is known of the page, for a new chat. */
function factsOf({ product, order, large_text }: ShownPage): OpeningFacts {
  const page = { ...(product ? { product } : {}), ...(order ? { order } : {}) };
  return { ...(Object.keys(page).length > 0 ? { page } : {}), ...(large_text ? { large_text } : {}) };
}
