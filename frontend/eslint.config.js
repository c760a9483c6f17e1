import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'src/api/schema.d.ts'] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'no-console': ['error', { allow: ['error'] }],
      eqeqeq: 'error',
      'svelte/no-navigation-without-resolve': 'off', // addresses are hashes: there is no base path to resolve
      'svelte/prefer-svelte-reactivity': 'off', // plain maps inside functions are not state
      'svelte/no-unused-svelte-ignore': 'off', // svelte-check judges these
      'max-lines': ['error', { max: 320, skipBlankLines: true }],
    },
  },
  { files: ['tools/**'], rules: { 'no-console': 'off' } },
);
