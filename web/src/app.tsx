export function App() {
    return (
        <main>
            <h1>Debt Tracker</h1>
        </main>
    );
}
