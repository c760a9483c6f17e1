/** What the build supplies: icons, the words of each language, the world outline, the version. */
declare module 'icon:*' {
  const strokes: string;
  export default strokes;
}
declare module 'virtual:words' {
  export const urls: Record<string, string>;
}
declare module 'virtual:world-outline' {
  export const worldOutlineUrl: string;
}
declare const __VERSION__: string;
