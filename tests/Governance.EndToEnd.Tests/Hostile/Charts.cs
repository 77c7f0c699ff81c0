using Microsoft.Playwright;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>The charts of a page, as people point at them.</summary>
internal static class Charts
{
    /// <summary>Over the middle of each chart and each entry of its legend: tooltips are written when someone points.</summary>
    public static async Task PointAtAsync(IPage page)
    {
        foreach (var chart in await page.Locator(".apexcharts-canvas").AllAsync())
        {
            // Playwright's own waits until a chart is at rest; one that is drawn again, as its page finds its width, is another element.
            await chart.EvaluateAsync("chart => chart.scrollIntoView({ block: 'nearest' })");
            if (await chart.BoundingBoxAsync() is { } box)
            {
                foreach (var part in new[] { 0.2, 0.35, 0.5, 0.65, 0.8 })
                {
                    await page.Mouse.MoveAsync(box.X + (float)(box.Width * part), box.Y + (box.Height * 0.45f));
                }
            }

            foreach (var entry in (await chart.Locator(".apexcharts-legend-series").AllAsync()).Take(3))
            {
                await entry.HoverAsync(new() { Force = true, Timeout = 2_000 });
            }
        }
    }
}
