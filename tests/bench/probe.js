// Runs in the page under measurement: when something was there to be seen, and how long after an input its answer was.
(() => {
    // After the frame in which `there()` became true was drawn. Times of performance.now().
    const drawn = (there) =>
        new Promise((resolve) => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now());
            const look = () => {
                if (there()) port2.postMessage(0); // comes after this frame
                else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
        });

    const INPUTS = ['pointerup', 'keydown', 'wheel'];
    let answered;

    window.probe = {
        drawn,
        // From the next input on: milliseconds until the frame that shows each of `theres`.
        arm(...theres) {
            let began = null;
            const hear = ({ timeStamp }) => (began ??= timeStamp);
            for (const type of INPUTS) addEventListener(type, hear, { capture: true });
            answered = Promise.all(theres.map((there) => drawn(() => began !== null && there()))).then((times) => {
                for (const type of INPUTS) removeEventListener(type, hear, { capture: true });
                return times.map((at) => at - began);
            });
        },
        answer: () => answered,
        slowest: [], // [{ name, duration }]: what the browser itself says of inputs (Event Timing)
        longest_task: () => Math.max(0, ...tasks),
    };
    const tasks = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
    new PerformanceObserver((list) => {
        for (const { name, duration, interactionId } of list.getEntries()) if (interactionId) window.probe.slowest.push({ name, duration });
    }).observe({ type: 'event', durationThreshold: 40, buffered: true });
})();
