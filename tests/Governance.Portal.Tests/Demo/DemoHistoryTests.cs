using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Reports;
using Governance.Portal.Demo;
using Governance.Portal.Tests.Reports;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Demo;

/// <summary>
/// The demo has half a year behind it when it is seeded, and the same half a year each time. In every run the tests in a browser play it on
/// the same clock and walk the README's tour in it.
/// </summary>
public sealed class DemoHistoryTests
{
    // Incidents do not wait for hours of work.
    private static readonly string[] s_anytime = ["incident.", "document."];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task Scene_OnItsClock_HasHalfAYearOfHistory()
    {
        var began = TimeProvider.System.GetUtcNow();
        await using var portal = await PlayAsync();
        var entries = await EntriesAsync(portal);

        Assert.InRange((began - entries[0].Time).TotalDays, 25 * 7, 27 * 7);
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(pair.First.Time <= pair.Second.Time, pair.Second.Action));
        Assert.InRange(entries[^1].Time, began.AddDays(-4), TimeProvider.System.GetUtcNow());
        var people = entries
            .Where(e => e.Actor.StartsWith("user:", StringComparison.Ordinal))
            .Where(e => !s_anytime.Any(a => e.Action.StartsWith(a, StringComparison.Ordinal)))
            .ToList();
        Assert.True(people.Count > 300, $"People made {people.Count} entries.");
        Assert.Empty(people.Where(e => !IsWork(e.Time)).Select(e => $"{e.Time:ddd HH:mm} {e.Action}"));

        await portal.CreateUserAsync("sponsor@test.example", Governance.Domain.Identity.Roles.Sponsor);
        using var client = await portal.SignInAsync("sponsor@test.example");
        foreach (var (id, period, low, high) in new[] { ("approval-time", "90d", 10, 100), ("approval-time", "180d", 10, 100) })
        {
            Assert.InRange((double)(await ItemAsync(client, id, period))["value"]!, low, high);
        }

        Assert.InRange((double)(await ItemAsync(client, "time-to-remediate", "90d"))["value"]!, 1, 20);
        Assert.InRange((double)(await ItemAsync(client, "change-failure-rate", "180d"))["value"]!, 1, 30);
        foreach (var id in new[] { "open-risks", "residual-risk", "models-drifting", "deployment-velocity" })
        {
            var trend = (await ItemAsync(client, id, "180d"))["trend"]!.AsArray().Select(p => (double)p!).ToList();
            Assert.True(trend.Distinct().Count() > 2, $"{id} is flat: {string.Join(' ', trend)}");
        }

        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var reports = await db.Reports.AsNoTracking().ToListAsync(Ct);
        Assert.All(reports, r => Assert.Equal(ReportState.Ready, r.State));
        Assert.True(reports.Select(r => r.FinishedAt!.Value.Month).Distinct().Count() >= 5, "Reports were made in at least five months.");
    }

    [WholeFact]
    public async Task Scene_PlayedTwice_IsTheSameStory()
    {
        await using var first = await PlayAsync();
        await using var second = await PlayAsync();

        Assert.Equal(
            (await EntriesAsync(first)).Select(e => $"{e.Actor} {e.Action} {e.Subject}"),
            (await EntriesAsync(second)).Select(e => $"{e.Actor} {e.Action} {e.Subject}")
        );
    }

    private static bool IsWork(DateTimeOffset at) =>
        at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at.Hour is >= 8 and <= 17;

    internal static async Task<PortalFactory> PlayAsync()
    {
        var portal = new PortalFactory { Replace = DemoClock.Use, RunsJobs = false };
        // As the command plays it: people of the demo have no second step.
        await File.WriteAllTextAsync(Path.Combine(portal.Folder, DemoFolder.Marker), "", Ct);
        portal.Settings["Demo:Enabled"] = "true";
        await using var scope = portal.Services.CreateAsyncScope();
        var refusal = await scope
            .ServiceProvider.GetRequiredService<DemoScene>()
            .PlayAsync(ReportsScene.Samples, PortalFactory.Password, _ => { }, Ct);
        Assert.True(refusal is null, refusal?.Message);
        return portal;
    }

    private static async Task<JsonNode> ItemAsync(HttpClient client, string id, string period)
    {
        var answer = (await client.GetFromJsonAsync<JsonObject>($"/api/v1/kpis?period={period}", Ct))!;
        return answer["items"]!.AsArray().Single(i => (string?)i!["id"] == id)!;
    }

    private static async Task<List<Entry>> EntriesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var rows = await db.AuditEntries.AsNoTracking().OrderBy(e => e.Index).ToListAsync(Ct);
        return [.. rows.Select(r => new Entry(r.Time, r.Actor, r.Action, r.Subject))];
    }

    private sealed record Entry(DateTimeOffset Time, string Actor, string Action, string Subject);
}
