// The day that it is, or was at a moment, where the person is: YYYY-MM-DD.
export function today(now = new Date()): string {
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
