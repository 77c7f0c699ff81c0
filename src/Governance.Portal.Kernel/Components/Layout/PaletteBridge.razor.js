// What the palette asks to be run goes to the page's own connection to the server.
let page = null;

function run(event) {
  void page?.invokeMethodAsync('RunAsync', event.detail);
}

export function listen(reference) {
  page = reference;
  document.addEventListener('gp-palette-run', run);
  document.documentElement.dataset.paletteRuns = 'true';
}

export function stop() {
  document.removeEventListener('gp-palette-run', run);
  delete document.documentElement.dataset.paletteRuns;
  page = null;
}
