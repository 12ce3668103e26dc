declare module 'pdfmake/fonts/Roboto.js' {
  /** Name of the typeface → style → file. */
  const fonts: Record<string, Record<string, string>>
  export default fonts
}
