import type { Membership, Person } from './model.ts';
import { addressPart, CITIES, DOMAINS, FIRST_NAMES, LAST_NAMES } from './names.ts';
import { createRandom, type Random } from './random.ts';
import type { ReceiverBook } from './receiver-book.ts';
import { SEED_GROUPS } from './seed-groups.ts';

const DAY = 86_400;
const SOURCES: readonly [string, ...string[]] = ['Website', 'Onlineshop', 'Gewinnspiel', 'Landingpage „Frühling“'];

/** Puts everybody into the groups of the German shop. `now` in unix seconds; the same people at every start. */
export function fillGermanShop(book: ReceiverBook, now: number): void {
  const random = createRandom(20_261_124);
  addKnownPeople(book, now);
  const { newsletter, vip, dealers, fair, press } = SEED_GROUPS;
  const readers: Person[] = [];
  while (book.size(newsletter.id) < newsletter.size) {
    const person = invent(book, random, book.size(newsletter.id));
    book.join(newsletter.id, person, place(random, now, random.pick(SOURCES)));
    readers.push(person);
  }
  // The good customers are readers of the newsletter too: one address in two groups.
  for (let index = 0; book.size(vip.id) < vip.size; index += 19) {
    const person = readers[index % readers.length];
    if (person === undefined) break;
    person.tags = [...new Set([...person.tags, 'shop.vip'])];
    person.orders = [order(random, now, index)];
    book.join(vip.id, person, {
      ...place(random, now, 'Kundenkartei'),
      attributes: { kundennummer: `K-${100_000 + index}`, bonuspunkte: String(random.between(0, 4000)) },
    });
  }
  fill(book, random, now, dealers, 'Händlerportal', ['haendler']);
  fill(book, random, now, fair, 'Messe 2026', ['messe.halle-4']);
  fill(book, random, now, press, 'Presseverteiler', ['presse']);
}

/** People a demo or a test can name. */
function addKnownPeople(book: ReceiverBook, now: number): void {
  const known: [string, string, string, Partial<Membership>][] = [
    ['anna.mueller@example.com', 'Anna', 'Müller', {}],
    ['juergen.groess@example.org', 'Jürgen', 'Größ', { deactivated: now - 12 * DAY, unsubscribedThemself: true }],
    ['wartet@example.com', 'Sören', 'Weiß', { activated: 0 }],
    ['gibt.es.nicht@example.net', 'Dörte', 'Köhler', { bounced: now - 30 * DAY }],
  ];
  for (const [email, firstname, lastname, membership] of known) {
    const person = book.personFor(email);
    person.attributes = { firstname, lastname, city: 'Köln' };
    const registered = now - 400 * DAY;
    const base = { registered, activated: registered + 3600, imported: registered, source: 'Website' };
    book.join(SEED_GROUPS.newsletter.id, person, { ...base, ...membership });
  }
  const anna = book.personFor('anna.mueller@example.com');
  anna.tags = ['shop.vip', 'stammkunde'];
  for (const group of [SEED_GROUPS.vip, SEED_GROUPS.fair]) {
    const registered = now - 200 * DAY;
    book.join(group.id, anna, { registered, activated: registered, source: 'Kundenkartei' });
  }
}

function fill(
  book: ReceiverBook,
  random: Random,
  now: number,
  group: { id: string; size: number },
  source: string,
  tags: string[],
): void {
  while (book.size(group.id) < group.size) {
    const person = invent(book, random, 30_000 + (Number(group.id) % 10) * 10_000 + book.size(group.id));
    person.tags = tags;
    book.join(group.id, person, place(random, now, source));
  }
}

/** The number makes the address unlike every other one. */
function invent(book: ReceiverBook, random: Random, number: number): Person {
  const firstname = random.pick(FIRST_NAMES);
  const lastname = random.pick(LAST_NAMES);
  const person = book.personFor(`${addressPart(firstname)}.${addressPart(lastname)}${number}@${random.pick(DOMAINS)}`);
  person.attributes = { firstname, lastname, city: random.pick(CITIES) };
  person.points = random.between(0, 100);
  person.stars = Math.round(person.points / 20);
  person.openRate = random.between(0, 100) / 100;
  person.clickRate = Math.round(person.openRate * random.between(0, 40)) / 100;
  if (random.next() < 0.12)
    person.tags = [random.pick(['stammkunde', 'katalog', 'shop.rabatt', 'shop.newsletter-2025'])];
  return person;
}

/** Of a hundred, about 87 are active, 6 unsubscribed, 4 never confirmed and 3 bounced. */
function place(random: Random, now: number, source: string): Partial<Membership> {
  const registered = now - random.between(2 * DAY, 1500 * DAY);
  const confirmed = registered + random.between(60, 7200);
  const later = () => random.between(confirmed, now - 3600);
  const base = { registered, activated: confirmed, imported: registered, source };
  const lot = random.next();
  if (lot < 0.03) return { ...base, bounced: later() };
  if (lot < 0.07) return { ...base, activated: 0 };
  if (lot < 0.13) return { ...base, deactivated: later(), unsubscribedThemself: random.next() < 0.8 };
  return base;
}

function order(random: Random, now: number, number: number) {
  return {
    order_id: `B-${700_000 + number}`,
    product_id: `A-${random.between(100, 999)}`,
    product: random.pick(['Teekanne „Grün“', 'Kaffeemühle', 'Wollmütze', 'Brotkasten']),
    price: random.between(900, 12_900) / 100,
    currency: 'EUR',
    quantity: random.between(1, 3),
    stamp: now - random.between(DAY, 300 * DAY),
    mailing_id: '0',
  };
}
