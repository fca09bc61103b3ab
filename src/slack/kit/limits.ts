/**
 * Slack's limits, as one table. Blocks are built and tested against these numbers and no others.
 *
 * "Documented" means Slack's Block Kit reference. Where two versions of that reference differ, the stricter number stands
 * here, because what the stricter version takes, the looser one takes too. Characters are UTF-16 units, the count
 * of `String.length`, which is never less than any other way in which Slack may count.
 */
export const limits = {
  /** Blocks in a message. Documented. */
  messageBlocks: 50,
  /** A message's `text`. Documented as recommended; measured by others: beyond 4,040 Slack makes several messages of it. */
  messageText: 4000,
  /** `data_visualization` blocks in one message. Documented. */
  messageCharts: 2,
  /** Blocks in a modal. Documented. */
  modalBlocks: 100,
  /** Blocks in a Home tab. Documented. */
  homeBlocks: 100,
  /** A modal's title. Documented. */
  modalTitle: 24,
  /** A modal's submit button. Documented. */
  modalSubmit: 24,
  /** A modal's close button. Documented. */
  modalClose: 24,
  /** Views in a modal: the root and two pushed ones. Documented. */
  modalStack: 3,
  /** `private_metadata` of a view. Documented. */
  privateMetadata: 3000,
  /** A whole view as JSON, in bytes; beyond it Slack answers `view_too_large`. Documented. */
  viewBytes: 250_000,
  /** `block_id`, `action_id`, `callback_id`, `external_id`. Documented. */
  id: 255,
  /** Any text object without a limit of its own; an empty one is refused. Documented. */
  textObject: 3000,
  /** A section's text. Documented. */
  sectionText: 3000,
  /** Fields in a section. Documented. */
  fields: 10,
  /** One field of a section. Documented. */
  fieldText: 2000,
  /** A header's text. Documented. */
  header: 150,
  /** Elements in a context block. Documented. */
  contextElements: 10,
  /** Elements in an actions block. Documented. */
  actionsElements: 25,
  /** A button's text; about 30 of its characters are shown. Documented. */
  buttonText: 75,
  /** A button's value. Documented. */
  buttonValue: 2000,
  /** The URL of a button or of an image. Documented. */
  url: 3000,
  /** An option's text. Documented. */
  optionText: 75,
  /** An option's value. Documented as 150; the comment in Slack's own types says 75, which is the stricter. */
  optionValue: 75,
  /** An option's description. Documented. */
  optionDescription: 75,
  /** Options of a select, also in the answer to an options request. Documented. */
  options: 100,
  /** Option groups of a select. Documented. */
  optionGroups: 100,
  /** Options of an overflow menu. Documented. */
  overflowOptions: 5,
  /** Checkboxes or radio buttons in one element. Documented. */
  choices: 10,
  /** Placeholder of an input or a select. Documented. */
  placeholder: 150,
  /** An input's label. Documented. */
  inputLabel: 2000,
  /** An input's hint. Documented. */
  inputHint: 2000,
  /** The most that a `plain_text_input` may hold. Documented. */
  plainTextInput: 3000,
  /** A confirmation's title. Documented. */
  confirmTitle: 100,
  /** A confirmation's text. Documented. */
  confirmText: 300,
  /** Either button of a confirmation. Documented. */
  confirmButton: 30,
  /** An image's alternative text or title. Documented. */
  imageText: 2000,
  /** Rows of a `data_table`, its header row included: 101 in an older version of the reference, 201 in a newer one. */
  tableRows: 101,
  /** Columns of a `data_table`. Documented. */
  tableColumns: 20,
  /** Characters of all `data_table` blocks in one message together. Documented. */
  tableCharacters: 20_000,
  /** Rows on one page of a `data_table`. Documented. */
  tablePageSize: 100,
  /** One cell. Our own, no limit is documented: 100 rows of a name and a few figures then stay within `tableCharacters`. */
  tableCell: 100,
  /** A chart's title. Documented. */
  chartTitle: 50,
  /** Series of a bar, line or area chart: 6 in an older version of the reference, 12 in a newer one. */
  chartSeries: 6,
  /** Segments of a pie: 6 in an older version of the reference, 12 in a newer one. */
  chartSegments: 6,
  /** Points of one series, and so categories. Documented. */
  chartPoints: 20,
  /** Labels of points and segments, categories, names of series. Documented. */
  chartLabel: 20,
  /** An axis' title. Documented. */
  chartAxisTitle: 50,
} as const;
