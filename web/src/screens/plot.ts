// How a chart is drawn, by uPlot, which comes with this file when the first chart is shown.
import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Course } from '../store/ledger.ts';
import { amount_labels, amount_steps, day_label, day_steps, is_long } from '../views/chart_axes.ts';

const EDGE_PX = 8; // half of the slider's thumb (design.css)
const GAP_PX = 5; // between an axis and its labels

const LINE = 1.25; // its height, to that of its letters

// Midnight, where uPlot has its ticks.
const seconds = (day: string): number => new Date(`${day}T00:00:00`).getTime() / 1000;

export interface Drawing {
    points: Course;
    currency: string;
    locale: string;
    first: string; // the days between which it runs
    today: string;
    day: () => string; // the one that is marked
    measured: (axis_px: number) => void; // how wide the amounts beside it are
}

// Text as the box has it, of one line or more, and how wide it is.
function lettering(box: HTMLElement) {
    const { fontSize, fontFamily } = getComputedStyle(box);
    const px = Math.round(parseFloat(fontSize));
    const pen = document.createElement('canvas').getContext('2d')!;
    pen.font = `${px}px ${fontFamily}`;
    return { px, font: pen.font, widest: (texts: readonly string[]): number => Math.ceil(Math.max(0, ...texts.flatMap((text) => text.split('\n')).map((line) => pen.measureText(line).width))) };
}

type Lettering = ReturnType<typeof lettering>;

// Both axes, for the first day has its label half below the amounts.
function axes({ px, widest }: Lettering, { first, today, currency, locale }: Drawing, side: Plot.Axis.Side): [Plot.Axis, Plot.Axis] {
    const span = (seconds(today) - seconds(first)) / 86_400;
    const label = day_label(span, locale);
    const text = (tick: number): string => label(new Date(tick * 1000));
    const of_a_year = Array.from({ length: 12 }, (_, month) => text(Date.UTC(2028, month, 28) / 1000));
    const day_px = widest(of_a_year);
    // At its other end there may not be room for half of one.
    const is_whole = (plot: Plot, tick: number): boolean => {
        const [middle, half] = [plot.bbox.left / devicePixelRatio + plot.valToPos(tick, 'x'), widest([text(tick)]) / 2];
        return middle >= half && middle + half <= plot.width;
    };
    const days: Plot.Axis = {
        gap: 2 * GAP_PX, // the lowest of the amounts needs its room, too
        lineGap: LINE,
        size: Math.ceil(px * (is_long(span) ? 1 + LINE : 1)) + 3 * GAP_PX,
        space: day_px + px,
        incrs: day_steps(span),
        filter: (plot, ticks) => ticks.map((tick) => (is_whole(plot, tick) ? tick : null)),
        values: (_, ticks) => ticks.map((tick: number | null) => (tick === null ? '' : text(tick))),
    };
    const amounts: Plot.Axis = {
        side,
        gap: GAP_PX,
        size: (_, labels) => Math.max(widest(labels ?? []) + 2 * GAP_PX, day_px / 2),
        space: Math.max(40, 2 * px),
        incrs: [...amount_steps],
        values: (_, ticks) => amount_labels(ticks, currency, locale),
    };
    return [days, amounts];
}

function line(plot: Plot, colour: string, from: [number, number], to: [number, number], width = 1): void {
    const { ctx } = plot;
    ctx.save();
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * devicePixelRatio;
    ctx.beginPath();
    ctx.moveTo(...from);
    ctx.lineTo(...to);
    ctx.stroke();
    ctx.restore();
}

function draw_zero(plot: Plot, colour: string): void {
    const { min = 1, max = -1 } = plot.scales['y']!;
    if (min > 0 || max < 0) return;
    const { left, width } = plot.bbox;
    const y = Math.round(plot.valToPos(0, 'y', true)) + 0.5;
    line(plot, colour, [left, y], [left + width, y]);
}

function draw_day(plot: Plot, colour: string, day: string): void {
    const { top, height } = plot.bbox;
    const x = plot.valToPos(seconds(day), 'x', true);
    line(plot, colour, [x, top], [x, top + height], 2);
}

// Time runs as the language is written; a value holds from its day on.
function options(box: HTMLElement, of: Drawing): Plot.Options {
    const [style, letters] = [getComputedStyle(box), lettering(box)]; // style: as it is whenever it is asked
    const [ink, edge] = [() => style.color, () => style.borderTopColor];
    const rtl = style.direction === 'rtl';
    const axis: Plot.Axis = { stroke: ink, grid: { show: false }, ticks: { show: false }, font: letters.font };
    const stepped = Plot.paths.stepped?.({ align: rtl ? -1 : 1 });
    const measure = ({ bbox: { left, width }, width: whole }: Plot): void => of.measured(Math.round(rtl ? whole - (left + width) / devicePixelRatio : left / devicePixelRatio));
    return {
        ...{ width: box.clientWidth, height: box.clientHeight, legend: { show: false }, cursor: { show: false } },
        padding: [EDGE_PX, rtl ? 0 : EDGE_PX, 0, rtl ? EDGE_PX : 0],
        scales: { x: { dir: rtl ? -1 : 1, range: [seconds(of.first), seconds(of.today)] } },
        axes: axes(letters, of, rtl ? 1 : 3).map((one) => ({ ...axis, ...one })),
        series: [{}, { stroke: ink, width: 2, ...(stepped ? { paths: stepped } : {}), points: { show: of.points.length < 40, size: 6, fill: ink } }],
        hooks: { drawAxes: [(plot) => draw_zero(plot, edge())], draw: [(plot) => draw_day(plot, edge(), of.day()), measure] },
    };
}

// Before the first entry in a currency nobody owed anything in it. What is dated later than today counts today, as everywhere.
function data({ points, first, today }: Drawing): Plot.AlignedData {
    if (points.length === 0) return [[], []];
    const before = points.filter(({ date }) => date < today);
    const start = before[0]?.date === first ? [] : [{ date: first, net: 0 }];
    const shown = [...start, ...before, { date: today, net: points.at(-1)!.net }];
    return [shown.map(({ date }) => seconds(date)), shown.map(({ net }) => net)];
}

export function draw_chart(box: HTMLElement, of: Drawing): Plot {
    const drawn = options(box, of);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const again = (): void => plot.redraw(false);
    const plot = new Plot({ ...drawn, hooks: { ...drawn.hooks, destroy: [() => dark.removeEventListener('change', again)] } }, data(of), box);
    dark.addEventListener('change', again);
    return plot;
}
