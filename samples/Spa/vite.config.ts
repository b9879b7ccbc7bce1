import { defineConfig } from 'vite';

export default defineConfig({
  server: { host: '127.0.0.1', port: 5173, strictPort: true },
  optimizeDeps: { include: ['oidc-client-ts'] },
  build: {
    // Two pages: the app, and the one that the hidden frame comes back to.
    rolldownOptions: { input: ['index.html', 'silent.html'] },
  },
});
