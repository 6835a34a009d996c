// The balance over time. uPlot comes when the first chart is shown; the space is kept for it. The plot begins and ends
// where the slider below it does (design.css: --axis), so that the thumb stands under the day.
import { useEffect, useRef } from 'preact/hooks';
import type UPlot from 'uplot';
import { format_axis } from '../money/amount.ts';
import { balance_label } from '../views/chart_label.ts';
import type { Course } from '../store/ledger.ts';
import { locale, words } from '../words/words.ts';
import { preferences } from '../preferences.ts';

const HEIGHT_PX = 168;
const AXIS_PX = 52;
const EDGE_PX = 8; // half of the slider's thumb

const seconds = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000;

// Rounded, several may come to the same.
const once = (labels: readonly string[]): string[] => labels.map((label, i) => (label === labels[i - 1] ? '' : label));

interface Shown {
    points: Course;
    currency: string;
    day: string;
    today: string;
}

function options(box: HTMLElement, currency: string, points: number, draw: (plot: UPlot, ink: string) => void, stepped: UPlot.Series.PathBuilder | undefined): UPlot.Options {
    const ink = getComputedStyle(box).color;
    const axis = { stroke: ink, grid: { show: false }, ticks: { show: false }, font: '12px system-ui' };
    const days = new Intl.DateTimeFormat(locale.value, { month: 'short', day: 'numeric' });
    return {
        ...{ width: box.clientWidth, height: HEIGHT_PX, legend: { show: false }, cursor: { show: false }, padding: [EDGE_PX, EDGE_PX, 0, 0] },
        axes: [
            { ...axis, size: 28, space: 90, values: (_, ticks) => ticks.map((t) => days.format(t * 1000)) },
            { ...axis, size: AXIS_PX, space: 40, values: (_, ticks) => once(ticks.map((t) => format_axis(t, currency, locale.value))) },
        ],
        series: [{}, { stroke: ink, width: 2, ...(stepped ? { paths: stepped } : {}), points: { show: points < 40 } }],
        hooks: { draw: [(plot) => draw(plot, ink)] },
    };
}

export function Chart({ points, currency, day, today }: Shown) {
    const box = useRef<HTMLDivElement>(null);
    const plot = useRef<UPlot | null>(null);
    const shown = useRef(day);
    shown.current = day;
    const { theme } = preferences.value;
    useEffect(() => {
        let gone = false;
        const resizing = new ResizeObserver(([entry]) => plot.current?.setSize({ width: entry!.contentRect.width, height: HEIGHT_PX }));
        void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: Plot }]) => {
            if (gone || !box.current) return;
            const draw = (of: UPlot, ink: string): void => {
                of.ctx.save();
                of.ctx.fillStyle = ink;
                of.ctx.globalAlpha = 0.5;
                of.ctx.fillRect(of.valToPos(seconds(shown.current), 'x', true) - 1, of.bbox.top, 2, of.bbox.height);
                of.ctx.restore();
            };
            const stepped = Plot.paths.stepped?.({ align: 1 });
            const xs = [...points.map((p) => seconds(p.date)), seconds(today)];
            const ys = [...points.map((p) => p.net), points.at(-1)?.net ?? 0];
            plot.current = new Plot(options(box.current, currency, points.length, draw, stepped), [xs, ys], box.current);
            resizing.observe(box.current);
        });
        return () => {
            gone = true;
            resizing.disconnect();
            plot.current?.destroy();
            plot.current = null;
        };
    }, [points, currency, theme, today, locale.value]);
    useEffect(() => plot.current?.redraw(false), [day]);
    return <div ref={box} class="chart quiet" role="img" dir="ltr" aria-label={balance_label(words.value.balance_over_time, points, currency)} />;
}
