// The screens that nobody begins with: they come when there is nothing else to do, or when they are asked for.
export { History, HistoryOf } from './history.tsx';
export { Palette } from './palette.tsx';
export { PersonForm } from './person_form.tsx';
export { ProblemCard } from './problem.tsx';
export { rehearse_screens } from './rehearsal.tsx';
export { Settings } from './settings.tsx';
export { Shortcuts } from './shortcuts.tsx';
export { Transactions } from './transactions.tsx';
