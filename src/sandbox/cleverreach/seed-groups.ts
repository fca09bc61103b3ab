/** The recipient lists of the German shop. The ids are the same at every start. */
export const SEED_GROUPS = {
  newsletter: { id: '1363001', name: 'Newsletter', size: 25_000, info: 'Anmeldung über die Website' },
  vip: { id: '1363002', name: 'VIP-Kunden', size: 1_240, info: 'Kundinnen und Kunden ab 500 € Jahresumsatz' },
  dealers: { id: '1363003', name: 'Händler', size: 386, info: 'Wiederverkäufer in D-A-CH' },
  fair: { id: '1363004', name: 'Messe 2026', size: 152, info: 'Standgespräche und Visitenkarten' },
  press: { id: '1363005', name: 'Presse', size: 48, info: '' },
  empty: { id: '1363006', name: 'Frühjahrsaktion 2027', size: 0, info: 'Noch leer' },
} as const;
