using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Governance.Testing;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>What every page has to keep, at every width and in both themes.</summary>
public static partial class Accessibility
{
    // axe looks at every element either way; what it found in order is not described, and where a finding stands its markup tells.
    // It waits for an answer of every frame: the preview of a report runs no script and never gives one.
    // Rules none of whose findings can be serious are left out: one of them alone has every style sheet read again.
    private const string Findings = """
        async rules => {
          const colours = ['color-contrast', 'link-in-text-block'];
          const checks = axe._audit.data.checks;
          const impacts = rule => [rule.impact, ...[rule.any, rule.all, rule.none].flat().map(check => checks[check.id ?? check]?.impact)];
          const mild = axe._audit.rules.filter(rule => impacts(rule).every(impact => impact === 'minor' || impact === 'moderate'));
          const left = [...mild.map(rule => rule.id), ...(rules === 'Structure' ? colours : [])];
          const found = await axe.run(document, {
            iframes: false, resultTypes: ['violations'], selectors: false,
            ...(rules === 'Colours'
              ? { runOnly: { type: 'rule', values: colours } }
              : { rules: Object.fromEntries(left.map(id => [id, { enabled: false }])) }),
          });
          const words = node => [...node.any, ...node.all, ...node.none].slice(0, 2).map(check => check.message).join('; ');
          return found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').flatMap(v =>
            v.nodes.slice(0, 3).map(node => `axe ${v.impact} ${v.id}: ${v.help}: ${node.html}: ${words(node)}`));
        }
        """;

    private static readonly string s_axe = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// What <see cref="FindingsAsync(IPage, AxeRules)"/> finds on a page that someone is at work on. Its colours come from style sheets
    /// that
    /// the gallery looks at on every page in every run; here they are looked at in full.
    /// </summary>
    public static Task<IReadOnlyList<string>> FindingsAsync(IPage page) => FindingsAsync(page, Soak.Size(AxeRules.Structure, AxeRules.All));

    /// <summary>
    /// No finding of axe that is serious or critical. And no icon that the portal's font lacks: it would be drawn as the letters of its
    /// name.
    /// </summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page, AxeRules rules)
    {
        if (!await page.EvaluateAsync<bool>("() => 'axe' in window"))
        {
            await page.EvaluateAsync(s_axe);
        }

        return
        [
            .. await page.EvaluateAsync<string[]>(Findings, rules.ToString()),
            .. (await MissingIconsAsync(page)).Select(name => $"icons.woff2 has no icon named {name}"),
        ];
    }

    private static Task<string[]> MissingIconsAsync(IPage page) =>
        page.EvaluateAsync<string[]>(
            """
            async () => {
              await document.fonts.ready;
              return [...new Set([...document.querySelectorAll('.icon')].filter(icon => icon.scrollWidth > icon.clientWidth + 1).map(icon => icon.textContent))];
            }
            """
        );

    /// <summary>Controls that a screen reader could only call by their role.</summary>
    public static async Task<IReadOnlyList<string>> UnnamedControlsAsync(IPage page)
    {
        var tree = await page.Locator("body").AriaSnapshotAsync();
        return [.. tree.Split('\n').Where(line => UnnamedControl().IsMatch(line)).Select(line => $"unnamed control: {line.Trim()}")];
    }

    /// <summary>
    /// Makes the window as large as this, and waits until the page has taken its shape: charts are drawn again for the width, some frames
    /// later.
    /// </summary>
    public static async Task ResizeAsync(IPage page, int width, int height)
    {
        await page.SetViewportSizeAsync(width, height);
        await page.EvaluateAsync(
            """
            async () => {
              const root = document.documentElement;
              const frame = () => new Promise(done => requestAnimationFrame(done));
              await document.fonts.ready;
              await frame();
              await frame();
              for (let i = 0; i < 300 && root.scrollWidth > root.clientWidth; i++) await frame();
            }
            """
        );
    }

    /// <summary>Nothing makes the page itself scroll sideways; wide tables scroll inside their card.</summary>
    public static async Task<IReadOnlyList<string>> OverflowAsync(IPage page)
    {
        var wider = await page.EvaluateAsync<string[]>(
            """
            () => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return [];
              const clipped = element => { for (let p = element.parentElement; p && p !== document.body; p = p.parentElement) { if (getComputedStyle(p).overflowX !== 'visible') return true; } return false; };
              return [...document.body.querySelectorAll('*')]
                .filter(element => element.getBoundingClientRect().right > width + 1 && !clipped(element))
                .slice(0, 5).map(element => `${element.tagName.toLowerCase()}.${element.className} reaches ${Math.round(element.getBoundingClientRect().right)} of ${width}`);
            }
            """
        );
        return [.. wider.Select(w => $"page scrolls sideways: {w}")];
    }

    /// <summary>
    /// What decides in a row of a list is in view without scrolling sideways: its state, what it is due, what can be done about it. A
    /// matrix has a column for each record and scrolls, the name of its row in view.
    /// </summary>
    public static async Task<IReadOnlyList<string>> HiddenInTablesAsync(IPage page)
    {
        var hidden = await page.EvaluateAsync<string[]>(
            """
            () => {
              const decides = '.status, .tag, .btn, .icon-btn, .due-over, .due-soon, [role=button]';
              const found = new Set();
              const matrices = ['Deployments', 'Coverage'];
              for (const frame of document.querySelectorAll('main .scroll')) {
                if (matrices.includes(frame.getAttribute('aria-label'))) continue;
                // What is folded has boxes and no place.
                if (!frame.checkVisibility({ contentVisibilityAuto: true }) || frame.clientWidth === 0) continue;
                const edge = Math.min(frame.getBoundingClientRect().right, document.documentElement.clientWidth);
                for (const element of frame.querySelectorAll(`tbody tr :is(${decides})`)) {
                  const box = element.getBoundingClientRect();
                  if (box.width > 0 && !element.closest('[popover]') && box.right > edge + 1) {
                    const words = element.textContent.trim().slice(0, 30);
                    found.add(`${frame.getAttribute('aria-label')}: "${words}" ends ${Math.round(box.right - edge)} px outside`);
                  }
                }
              }
              return [...found].slice(0, 5);
            }
            """
        );
        return [.. hidden.Select(h => $"out of view: {h}")];
    }

    /// <summary>
    /// No button, tab, badge, chip, option of a switch, entry of a menu or name in a matrix loses letters: none stands outside of its own
    /// box, and none is cut off by a box around it. What scrolls is not cut off, nor is what ends in an ellipsis and has its whole text in
    /// a title.
    /// </summary>
    public static async Task<IReadOnlyList<string>> ClippedAsync(IPage page)
    {
        var cut = await page.EvaluateAsync<string[]>(
            """
            () => {
              const controls = 'button, summary, [role=button], [role=tab], [role=switch], [role^=menuitem], a, .btn, .chip, .tag, .status, .count, '
                + '.segmented > *, .slot-dot, .risk-map > span, .duty-name > span';
              const letters = { left: 1, right: 1, top: 2, bottom: 2 };
              const visible = { visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true };
              const shown = element => element.checkVisibility(visible);
              const name = element => element.tagName.toLowerCase() + [...element.classList].map(c => '.' + c).join('');
              const opaque = colour => !/^rgba\(.*, 0\)$/.test(colour);

              // A link within a sentence breaks as words do; one with a ground or a frame of its own is a button to who sees it.
              const isControl = element => {
                if (element.tagName !== 'A' || element.matches('[role], .btn, .nav a, .menu a, .segmented > *')) return true;
                const style = getComputedStyle(element);
                return opaque(style.backgroundColor) || (parseFloat(style.borderLeftWidth) > 0 && opaque(style.borderLeftColor));
              };

              // Icons are ligatures of their names, and what only a screen reader is to read has no place on the screen.
              const isRead = text => {
                if (!text.data.trim() || !shown(text.parentElement) || !opaque(getComputedStyle(text.parentElement).color)) return false;
                for (let e = text.parentElement; e; e = e.parentElement) {
                  if (e.matches('.icon') || getComputedStyle(e).clipPath === 'inset(50%)') return false;
                }
                return true;
              };

              const areaOf = text => {
                const range = document.createRange();
                range.selectNodeContents(text);
                const boxes = [...range.getClientRects()].filter(box => box.width > 0);
                return boxes.length === 0 ? null : {
                  left: Math.min(...boxes.map(b => b.left)), right: Math.max(...boxes.map(b => b.right)),
                  top: Math.min(...boxes.map(b => b.top)), bottom: Math.max(...boxes.map(b => b.bottom)),
                };
              };

              const beyond = (area, box, sides) => Math.max(0, ...sides.map(side =>
                side === 'left' || side === 'top' ? box[side] - area[side] - letters[side] : area[side] - box[side] - letters[side]));

              const inner = element => {
                const box = element.getBoundingClientRect();
                const [left, top] = [box.left + element.clientLeft, box.top + element.clientTop];
                return { left, top, right: left + element.clientWidth, bottom: top + element.clientHeight };
              };

              // The box that cuts letters off, and how much.
              const cutBy = (text, area) => {
                let position = 'static';
                for (let e = text.parentElement; e && e !== document.body && position !== 'fixed'; e = e.parentElement) {
                  const style = getComputedStyle(e);
                  if (position === 'absolute' && style.position === 'static' && style.transform === 'none') continue;
                  position = style.position;
                  if (style.display === 'inline' || style.display === 'contents') continue;
                  for (const [overflow, sides] of [[style.overflowX, ['left', 'right']], [style.overflowY, ['top', 'bottom']]]) {
                    const box = inner(e);
                    if (overflow === 'hidden' || overflow === 'clip') {
                      const ends = sides[0] === 'left' ? style.textOverflow === 'ellipsis' : style.webkitLineClamp !== 'none';
                      const lost = ends && e.closest('[title]') ? 0 : beyond(area, box, sides);
                      if (lost > 0) return [e, lost];
                    }
                    if (overflow !== 'visible') {
                      // What has been scrolled out of sight comes back.
                      const [from, to] = [Math.max(area[sides[0]], box[sides[0]]), Math.min(area[sides[1]], box[sides[1]])];
                      if (from >= to) return null;
                      area = { ...area, [sides[0]]: from, [sides[1]]: to };
                    }
                  }
                }
                return null;
              };

              // A box of the control itself that cuts off or scrolls has been judged by that.
              const isHeld = (text, control) => {
                for (let e = text.parentElement; e && e !== control.parentElement; e = e.parentElement) {
                  if (getComputedStyle(e).overflowX !== 'visible') return true;
                }
                return false;
              };

              const found = new Set();
              for (const control of document.body.querySelectorAll(controls)) {
                // A drawing is moved and enlarged within its frame.
                if (control.closest('svg') || !shown(control) || !isControl(control)) continue;
                const box = control.getBoundingClientRect();
                const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
                while (texts.nextNode()) {
                  const text = texts.currentNode;
                  const area = isRead(text) ? areaOf(text) : null;
                  if (!area) continue;
                  const words = `${name(control)} "${text.data.trim()}"`;
                  const cut = cutBy(text, area);
                  const out = beyond(area, box, ['left', 'right', 'top', 'bottom']);
                  if (cut) found.add(`${words} is cut off by ${name(cut[0])}, ${Math.ceil(cut[1])} px`);
                  else if (out > 0 && !isHeld(text, control)) found.add(`${words} reaches ${Math.ceil(out)} px out of its box`);
                }
              }
              return [...found].slice(0, 20);
            }
            """
        );
        return [.. cut.Select(c => $"clipped: {c}")];
    }

    [GeneratedRegex(
        @"^\s*- (button|link|textbox|searchbox|combobox|listbox|checkbox|radio|switch|tab|slider|spinbutton|menuitem)( \[[^\]]*\])*:?$"
    )]
    private static partial Regex UnnamedControl();
}
