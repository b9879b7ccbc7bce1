// An API that keeps people's notes. It knows nothing of passwords: it reads access tokens.
import express from 'express';
import { requireScope } from './bearer.js';

const { PORT = '3001', APP_ORIGIN = 'http://localhost:5173' } = process.env;
const notes = new Map();
const app = express().disable('x-powered-by');

// Pages of our app may call from its origin; a token is sent by its script, so cookies stay out of this.
app.use((request, response, next) => {
  response.set({ 'Access-Control-Allow-Origin': APP_ORIGIN, Vary: 'Origin' });
  if (request.method !== 'OPTIONS') return next();
  response.set({
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
    'Access-Control-Allow-Methods': 'GET, POST',
    'Access-Control-Max-Age': '3600',
  });
  response.status(204).end();
});

app.get('/notes', requireScope('notes.read'), ({ caller }, response) => response.json(notes.get(caller.sub) ?? []));

app.post('/notes', requireScope('notes.write'), express.json({ limit: '10kb' }), ({ caller, body }, response) => {
  if (typeof body?.text !== 'string') return response.status(400).json({ error: 'text is missing.' });
  const note = { text: body.text, at: new Date().toISOString() };
  notes.set(caller.sub, [...(notes.get(caller.sub) ?? []), note]);
  response.status(201).json(note);
});

// Express knows this by its four parameters.
app.use((error, request, response, next) => {
  console.error(error.message);
  response.status(error.status ?? 503).end();
});

app.listen(Number(PORT), '127.0.0.1', () => console.log(`Notes at http://localhost:${PORT}/notes`));
