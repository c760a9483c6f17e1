import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    runes: true,
    // A page is made anew for every address (the {#key} in App.svelte), so its props never change under it.
    warningFilter: ({ code }) => code !== 'state_referenced_locally',
  },
};
