// The balance over time. uPlot comes when the first chart is shown; the space is kept for it.
import { useEffect, useRef } from 'preact/hooks';
import { format_axis } from '../money/amount.ts';
import { balance_label } from '../views/chart_label.ts';
import type { HistoryPoint } from '../store/ledger.ts';
import { language, locale, words } from '../words/words.ts';
import { preferences } from '../preferences.ts';

const seconds = (day: string): number => Date.parse(`${day}T12:00:00Z`) / 1000;

export function Chart({ points, currency, day, today }: { points: readonly HistoryPoint[]; currency: string; day: string; today: string }) {
    const box = useRef<HTMLDivElement>(null);
    const { theme } = preferences.value;
    useEffect(() => {
        let plot: { destroy(): void } | undefined;
        let gone = false;
        void Promise.all([import('uplot'), import('uplot/dist/uPlot.min.css')]).then(([{ default: UPlot }]) => {
            if (gone || !box.current) return;
            const style = getComputedStyle(box.current);
            const ink = style.color;
            const xs = [...points.map((p) => seconds(p.date)), seconds(today)];
            const ys = [...points.map((p) => p.net), points.at(-1)?.net ?? 0];
            const axis = { stroke: ink, grid: { show: false }, ticks: { show: false }, font: '12px system-ui' };
            const months = new Intl.DateTimeFormat(locale.value, { month: 'short', day: 'numeric' });
            plot = new UPlot(
                {
                    width: box.current.clientWidth,
                    height: 200,
                    legend: { show: false },
                    cursor: { show: false },
                    axes: [
                        { ...axis, space: 90, values: (_, ticks) => ticks.map((t) => months.format(t * 1000)) },
                        { ...axis, size: 84, side: language.value === 'ar' ? 1 : 3, values: (_, ticks) => ticks.map((t) => format_axis(t, currency, locale.value)) },
                    ],
                    series: [{}, { stroke: ink, width: 2, ...(UPlot.paths.stepped ? { paths: UPlot.paths.stepped({ align: 1 }) } : {}), points: { show: points.length < 40 } }],
                    hooks: {
                        draw: [
                            (u) => {
                                const x = u.valToPos(seconds(day), 'x', true);
                                u.ctx.fillStyle = ink;
                                u.ctx.globalAlpha = 0.5;
                                u.ctx.fillRect(x - 1, u.bbox.top, 2, u.bbox.height);
                                u.ctx.globalAlpha = 1;
                            },
                        ],
                    },
                },
                [xs, ys],
                box.current,
            );
        });
        return () => {
            gone = true;
            plot?.destroy();
        };
    }, [points, currency, day, theme, today]);
    return <div ref={box} class="chart quiet" role="img" dir="ltr" aria-label={balance_label(words.value.balance_over_time, points, currency)} />;
}
