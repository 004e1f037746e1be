import { render } from 'preact';
import { App } from './app.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/overview.css';
import './styles/operator.css';
import './styles/market.css';
import './styles/grid.css';
import './styles/slip.css';
import './styles/bets.css';
import './styles/ladder.css';
import './styles/charts.css';

const place = document.getElementById('app');
if (place === null) throw new Error('The page has no place for the app.');
render(<App />, place);
