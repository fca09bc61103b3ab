/** What invented people are made of. */
export const FIRST_NAMES: readonly [string, ...string[]] = [
  'Anna',
  'Björn',
  'Claudia',
  'Dörte',
  'Emre',
  'Felix',
  'Grete',
  'Hannes',
  'Ilse',
  'Jürgen',
  'Käthe',
  'Lars',
  'Mónica',
  'Nils',
  'Özlem',
  'Paula',
  'René',
  'Sören',
  'Tanja',
  'Ümit',
  'Viktoria',
  'Wolfgang',
  'Yasmin',
  'Zoé',
  'Jörg',
  'Götz',
  'Bärbel',
  'Frauke',
  'Günther',
  'Heike',
  'Jana',
  'Katrin',
  'Leonie',
  'Matthäus',
  'Noah',
  'Sophie',
  'Ulf',
  'Veronika',
];

export const LAST_NAMES: readonly [string, ...string[]] = [
  'Müller',
  'Schäfer',
  'Größ',
  'Weiß',
  'Köhler',
  'Schröder',
  'Krüger',
  'Böhm',
  'Jäger',
  'Vogel',
  'Lindner',
  'Straßer',
  'Yıldız',
  'Özdemir',
  'Nowak',
  'Hoffmann',
  'Brandt',
  'Sommer',
  'Häußler',
  'Königs',
  'Lütkehaus',
  'Peters',
  'Rößler',
  'Süß',
  'Thiele',
  'Ühlein',
  'Voß',
  'Winkelmann',
  'Zöllner',
  'Dünnebier',
  'Eßer',
  'Fröhlich',
  'Görres',
  'Hübner',
];

export const CITIES: readonly [string, ...string[]] = [
  'Köln',
  'Münster',
  'Düsseldorf',
  'Lübeck',
  'Würzburg',
  'Hamburg',
  'Nürnberg',
  'Leipzig',
  'Osnabrück',
  'Tübingen',
];

/** Names nobody can own: the reserved example domains and the reserved top-level `.example`. */
export const DOMAINS: readonly [string, ...string[]] = [
  'example.com',
  'example.org',
  'example.net',
  'postfach.example',
  'web-mail.example',
  'buero.example',
];

/** A name as it stands in an address: small letters and digits only. */
export function addressPart(name: string): string {
  return name
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .normalize('NFD')
    .replace(/[^a-z0-9]/g, '');
}
