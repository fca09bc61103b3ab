import type { Report } from '../../../cleverreach/index.ts';
import type { Reader } from '../../../texts/index.ts';
import { type Block, context, type DataVisualizationBlock, fields, section } from '../../kit/blocks.ts';
import { limits } from '../../kit/limits.ts';
import { plain } from '../../kit/text.ts';

/** A figure of a report; `value` is undefined where CleverReach did not tell it, which is not 0. */
interface Figure {
  label: string;
  value: number | undefined;
  /** What its percentage is a share of. */
  whole?: number | undefined;
}

/** What became of a mailing: the figures with their shares, also those that are missing. */
export function reportBlocks(reader: Reader, report: Report): Block[] {
  const { t } = reader;
  return [
    section(`*${t.mailings.report.title}*`),
    fields(figuresOf(reader, report).map((figure) => [figure.label, figureText(reader, figure)])),
    context(t.mailings.report.shares),
  ];
}

/** The known figures as bars; undefined when there is nothing to be seen. */
export function reportChart(reader: Reader, report: Report): DataVisualizationBlock | undefined {
  const { t } = reader;
  const known = figuresOf(reader, report).flatMap(({ label, value }) =>
    value === undefined ? [] : [{ label: plain(label, limits.chartLabel), value }],
  );
  if (!known.some(({ value }) => value > 0)) return undefined;
  return {
    type: 'data_visualization',
    title: plain(t.mailings.report.chartTitle, limits.chartTitle),
    chart: {
      type: 'bar',
      series: [{ name: t.mailings.report.chartAxis, data: known }],
      axis_config: { categories: known.map(({ label }) => label), y_label: t.mailings.report.chartAxis },
    },
  };
}

function figuresOf({ t }: Reader, report: Report): Figure[] {
  const { delivered, bounced, uniqueOpened, uniqueClicks, unsubscribed } = report;
  // CleverReach does not tell it; what was sent was either delivered or came back.
  const sent = delivered === undefined || bounced === undefined ? undefined : delivered + bounced;
  return [
    { label: t.mailings.report.sent, value: sent },
    { label: t.mailings.report.delivered, value: delivered, whole: sent },
    { label: t.mailings.report.opened, value: uniqueOpened, whole: delivered },
    { label: t.mailings.report.clicked, value: uniqueClicks, whole: delivered },
    { label: t.mailings.report.bounced, value: bounced, whole: sent },
    { label: t.mailings.report.unsubscribed, value: unsubscribed, whole: delivered },
  ];
}

function figureText({ t, f }: Reader, { value, whole }: Figure): string {
  if (value === undefined) return t.mailings.report.missing;
  return whole === undefined || whole === 0 ? f.number(value) : `${f.number(value)} (${f.percent(value / whole)})`;
}
