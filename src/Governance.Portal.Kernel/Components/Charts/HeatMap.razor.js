// Arrow keys in the grid of cells: one stop for Tab, the rest by arrows, Home and End; with Ctrl to the first or last row.
// Delegated to the grid element, so rows may come and go.
export function walk(grid) {
  grid.addEventListener('pointerover', () => delete grid.dataset.quiet);
  // Long periods open at their end: the newest windows are what people come for.
  const scroller = grid.closest('.heatmap-scroll');
  if (scroller) {
    scroller.scrollLeft = scroller.scrollWidth;
  }
  grid.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      grid.dataset.quiet = '';
      return;
    }
    delete grid.dataset.quiet;
    const rows = [...grid.querySelectorAll('[role=row]')].map(row => [...row.querySelectorAll('[role=gridcell]')]);
    const row = rows.findIndex(cells => cells.includes(document.activeElement));
    if (row < 0) {
      return;
    }
    const column = rows[row].indexOf(document.activeElement);
    const lastRow = rows.length - 1;
    const lastColumn = rows[row].length - 1;
    const target = {
      ArrowRight: [row, column + 1],
      ArrowLeft: [row, column - 1],
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      Home: [event.ctrlKey ? 0 : row, 0],
      End: [event.ctrlKey ? lastRow : row, lastColumn],
    }[event.key];
    if (!target) {
      return;
    }
    event.preventDefault();
    const next = rows[Math.min(Math.max(target[0], 0), lastRow)]?.[Math.min(Math.max(target[1], 0), lastColumn)];
    move(grid, next);
  });
  grid.addEventListener('focusin', event => move(grid, event.target, false));
}

function move(grid, cell, focus = true) {
  if (!cell?.matches('[role=gridcell]')) {
    return;
  }
  grid.querySelectorAll('[tabindex="0"]').forEach(other => other.setAttribute('tabindex', '-1'));
  cell.setAttribute('tabindex', '0');
  if (focus) {
    cell.focus();
  }
}
