// The balance over time. What draws it comes when the first chart is shown; the space is kept for it.
import { useEffect, useRef } from 'preact/hooks';
import type UPlot from 'uplot';
import { balance_label } from '../views/chart_label.ts';
import type { Course } from '../store/ledger.ts';
import { turn } from '../store/turns.ts';
import { locale, words } from '../words/words.ts';
import { preferences } from '../preferences.ts';

interface Shown {
    points: Course;
    currency: string;
    first: string;
    day: string;
    today: string;
    measured: (axis_px: number) => void; // whatever stands below it stands under its days
}

// What has just been read draws in another turn.
async function plotting() {
    const plot = await import('./plot.ts');
    await turn();
    return plot;
}

export function Chart({ points, currency, first, day, today, measured }: Shown) {
    const box = useRef<HTMLDivElement>(null);
    const plot = useRef<UPlot | null>(null);
    const shown = useRef(day);
    shown.current = day;
    const { theme } = preferences.value;
    useEffect(() => {
        let gone = false;
        const resizing = new ResizeObserver(() => {
            const { clientWidth: width, clientHeight: height } = box.current!;
            if (plot.current?.width !== width) plot.current?.setSize({ width, height });
        });
        plotting().then(
            ({ draw_chart }) => {
                if (gone || !box.current) return;
                plot.current = draw_chart(box.current, { points, currency, first, today, locale: locale.value, day: () => shown.current, measured });
                resizing.observe(box.current);
            },
            () => measured(0), // without a chart one travels all the same
        );
        return () => {
            gone = true;
            resizing.disconnect();
            plot.current?.destroy();
            plot.current = null;
        };
    }, [points, currency, first, theme, today, locale.value]);
    useEffect(() => plot.current?.redraw(false), [day]);
    return <div ref={box} class="chart" role="img" aria-label={balance_label(words.value.balance_over_time, points, currency)} />;
}
