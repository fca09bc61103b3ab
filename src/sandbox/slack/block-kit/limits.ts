/**
 * Every number of Block Kit that Slack holds a payload against, under the name it has here.
 *
 * Characters are counted as UTF-16 code units. Slack does not say whether it counts those or code points; code units are
 * never fewer, so this is the stricter reading and nothing that passes here is too long there.
 * Where two of Slack's own pages differ, the newer page is taken and the older figure is noted.
 */
export const LIMITS = {
  payload: {
    messageBlocks: 50,
    viewBlocks: 100,
    /** Bytes of the view as JSON in UTF-8; Slack says "250 kB", read here as 250,000. */
    viewBytes: 250_000,
    /** Slack truncates longer texts; a truncated text is a defect of the sender, so the sandbox refuses it. */
    messageText: 40_000,
    privateMetadata: 3000,
    callbackId: 255,
    externalId: 255,
    modalTitle: 24,
    modalSubmit: 24,
    modalClose: 24,
    chartsPerMessage: 2,
    /** One sentence of Slack's; elsewhere only the sum of characters is named. The stricter is taken. */
    tablesPerMessage: 1,
    tableCharacters: 10_000,
    dataTableCharacters: 20_000,
    markdownCharacters: 12_000,
    focusOnLoad: 1,
  },
  id: { blockId: 255, actionId: 255 },
  text: { min: 1, max: 3000 },
  section: { text: 3000, fields: 10, field: 2000 },
  header: { text: 150, minLevel: 1, maxLevel: 4 },
  context: { elements: 10 },
  contextActions: { elements: 5 },
  actions: { elements: 25 },
  input: { label: 2000, hint: 2000 },
  image: { url: 3000, altText: 2000, title: 2000 },
  /** Slack says "less than" 200 and 50 for the video's texts. */
  video: { title: 199, description: 199, author: 49, altText: 2000 },
  alert: { text: 200 },
  card: { title: 150, subtitle: 150, body: 200, subtext: 200, actions: 3 },
  carousel: { minCards: 1, maxCards: 10 },
  container: { title: 150, subtitle: 150, children: 10 },
  table: { rows: 100, cells: 20, columnSettings: 20 },
  /** Rows include the header; an older page says 101. */
  dataTable: { minRows: 2, maxRows: 201, columns: 20, minPageSize: 1, maxPageSize: 100 },
  /** An older page says 6 segments and 6 series. */
  chart: { title: 50, segments: 12, series: 12, points: 20, label: 20, axisTitle: 50 },
  button: { text: 75, value: 2000, url: 3000, accessibilityLabel: 75 },
  /** `value`: an older comment in the SDK says 75. */
  option: { text: 75, value: 150, description: 75, url: 3000 },
  select: { options: 100, groups: 100, groupLabel: 75, placeholder: 150 },
  overflow: { options: 5 },
  choices: { options: 10 },
  textInput: { length: 3000 },
  richTextInput: { minLines: 1, maxLines: 100 },
  fileInput: { minFiles: 1, maxFiles: 10 },
  confirm: { title: 100, text: 300, confirm: 30, deny: 30 },
  richText: { maxIndent: 8 },
} as const;
