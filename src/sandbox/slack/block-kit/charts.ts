import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { oneOfTypes, words } from './objects.ts';

const label = words(LIMITS.chart.label);
const point = z.object({ label, value: z.number() });

const pie = z.object({
  type: z.literal('pie'),
  segments: z
    .array(z.object({ label, value: z.number().gt(0) }))
    .min(1)
    .max(LIMITS.chart.segments)
    .superRefine((segments, context) =>
      unique(
        segments.map((segment) => segment.label),
        (index) => [index, 'label'],
        context,
      ),
    ),
});

const seriesChart = <const Type extends 'bar' | 'line' | 'area'>(type: Type) =>
  z
    .object({
      type: z.literal(type),
      series: z
        .array(z.object({ name: label, data: z.array(point).min(1).max(LIMITS.chart.points) }))
        .min(1)
        .max(LIMITS.chart.series),
      axis_config: z.object({
        categories: z.array(label).min(1).max(LIMITS.chart.points),
        x_label: words(LIMITS.chart.axisTitle).optional(),
        y_label: words(LIMITS.chart.axisTitle).optional(),
      }),
    })
    .superRefine((chart, context) => {
      const { categories } = chart.axis_config;
      unique(categories, (index) => ['axis_config', 'categories', index], context);
      unique(
        chart.series.map((series) => series.name),
        (index) => ['series', index, 'name'],
        context,
      );
      chart.series.forEach(({ data }, index) => {
        const labels = data.map((one) => one.label);
        unique(labels, (at) => ['series', index, 'data', at, 'label'], context);
        labels.forEach((one, at) => {
          if (categories.includes(one)) return;
          const path = ['series', index, 'data', at, 'label'];
          context.addIssue({ code: 'custom', message: 'must be one of axis_config.categories', path, input: one });
        });
        const missing = categories.filter((category) => !labels.includes(category));
        if (missing.length === 0) return;
        const message = `lacks the categories ${missing.map((category) => JSON.stringify(category)).join(', ')}`;
        context.addIssue({ code: 'custom', message, path: ['series', index, 'data'], input: data });
      });
    });

/** A `data_visualization` block: one chart with its title. */
export const dataVisualization = z.object({
  type: z.literal('data_visualization'),
  block_id: words(LIMITS.id.blockId).optional(),
  title: words(LIMITS.chart.title),
  chart: oneOfTypes('chart', [pie, seriesChart('bar'), seriesChart('line'), seriesChart('area')]),
});

function unique(
  values: readonly string[],
  path: (index: number) => (string | number)[],
  context: z.core.$RefinementCtx,
): void {
  values.forEach((value, index) => {
    if (values.indexOf(value) === index) return;
    const message = `must be unique: ${JSON.stringify(value)} is there already`;
    context.addIssue({ code: 'custom', message, path: path(index), input: value });
  });
}
