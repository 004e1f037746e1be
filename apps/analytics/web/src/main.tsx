import { render } from 'preact';
import { App } from './app.js';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/overview.css';

const place = document.getElementById('app');
if (place === null) throw new Error('The page has no place for the app.');
render(<App />, place);
