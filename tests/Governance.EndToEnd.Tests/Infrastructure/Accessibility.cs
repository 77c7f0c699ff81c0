using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Infrastructure;

/// <summary>What every page has to keep, at every width and in both themes.</summary>
public static partial class Accessibility
{
    // What a theme can change about a page that was looked at in the other one.
    private static readonly RunOnlyOptions s_colours = new() { Type = "rule", Values = ["color-contrast", "link-in-text-block"] };

    /// <summary>No finding of axe that is serious or critical; of the rules about colours alone when only these can have changed.</summary>
    public static async Task<IReadOnlyList<string>> FindingsAsync(IPage page, bool coloursOnly = false)
    {
        // axe waits for an answer of every frame; the preview of a report runs no script and never gives one.
        var result = await page.RunAxe(new AxeRunOptions { Iframes = false, RunOnly = coloursOnly ? s_colours : null });
        return
        [
            .. result.Violations
                .Where(v => v.Impact is "serious" or "critical")
                .SelectMany(v => v.Nodes.Take(3), (v, node) => $"axe {v.Impact} {v.Id}: {v.Help}: {node.Html}: {string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(c => c.Message).Take(2))}"),
        ];
    }

    /// <summary>Controls that a screen reader could only call by their role.</summary>
    public static async Task<IReadOnlyList<string>> UnnamedControlsAsync(IPage page)
    {
        var tree = await page.Locator("body").AriaSnapshotAsync();
        return [.. tree.Split('\n').Where(line => UnnamedControl().IsMatch(line)).Select(line => $"unnamed control: {line.Trim()}")];
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
            """);
        return [.. wider.Select(w => $"page scrolls sideways: {w}")];
    }

    [GeneratedRegex(@"^\s*- (button|link|textbox|searchbox|combobox|listbox|checkbox|radio|switch|tab|slider|spinbutton|menuitem)( \[[^\]]*\])*:?$")]
    private static partial Regex UnnamedControl();
}
