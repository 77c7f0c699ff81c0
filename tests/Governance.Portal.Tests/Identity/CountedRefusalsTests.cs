using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Approvals;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Governance.Portal.Tests.Identity;

/// <summary>
/// Refusing a known caller again and again fills no log: the first is written at once, what repeats it within the minute as one entry.
/// </summary>
public sealed class CountedRefusalsTests
{
    private const string Action = "promotion.signed";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignOff_RefusedTwoHundredTimes_LeavesTwoEntriesWhoseCountsAddUp()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var id = await scene.RequestAsync();
        var sponsor = await scene.PersonAsync("sponsor@test.example", Roles.Sponsor);

        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            Ct,
            async (_, _) => Assert.NotNull((await scene.SignAsync(id, sponsor, "legal", proof: "none")).Refusal)
        );

        var first = Assert.Single(await scene.LogAsync(Action, id.ToString()));
        Assert.Equal(1, (int?)first["data"]!["count"]);
        scene.Clock.Advance(TimeSpan.FromMinutes(1.1));
        await scene.Get<AnonymousRefusals>().FlushAsync(scene.Clock.GetUtcNow(), Ct);
        var entries = await scene.LogAsync(Action, id.ToString());
        Assert.Equal(2, entries.Count);
        Assert.Equal(200, entries.Sum(e => (int)e["data"]!["count"]!));
        Assert.All(entries, e => Assert.Equal((sponsor.Id, "refused"), ((string?)e["actor"], (string?)e["outcome"])));
    }

    [Fact]
    public async Task Refusal_OfAnotherSubjectOrCode_IsWrittenAtOnce()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var runner = scene.Get<ActionRunner>();
        foreach (
            var (subject, code) in new[] { ("APR-0001", "a.one"), ("APR-0002", "a.one"), ("APR-0002", "a.two"), ("APR-0002", "a.two") }
        )
        {
            await runner.RefusedAsync(scene.Legal, new Attempt(Action, subject, null), new Refusal(code, $"No.", RefusalKind.Conflict), Ct);
        }

        Assert.Equal(3, (await scene.LogAsync(Action)).Count);
    }

    [Fact]
    public async Task Refusals_OfThousandsOfThings_AreToldApartUpToABound()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var runner = scene.Get<ActionRunner>();
        for (var i = 0; i < 300; i++)
        {
            await runner.RefusedAsync(
                scene.Legal,
                new Attempt(Action, $"APR-{i}", null),
                new Refusal("a.one", $"No.", RefusalKind.NotFound),
                Ct
            );
        }

        await scene.Portal.FlushRefusalsAsync();
        var entries = await scene.LogAsync(Action);
        Assert.InRange(entries.Count, 100, 102);
        Assert.Equal(300, entries.Sum(e => (int)e["data"]!["count"]!));
    }

    [Fact]
    public async Task Counted_AtAStop_AreWritten()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        // One of its own: a job of the portal that stops alone ends the portal.
        using var refusals = new AnonymousRefusals(scene.Portal.Databases, scene.Clock, NullLogger<AnonymousRefusals>.Instance);
        for (var i = 0; i < 5; i++)
        {
            await refusals.AddAsync(scene.Legal, Action, "APR-0001", "a.one", Ct);
        }

        await refusals.StopAsync(Ct);

        List<JsonNode> entries = [.. await scene.LogAsync(Action)];
        Assert.Equal([1, 4], entries.Select(e => (int)e["data"]!["count"]!));
    }

    [Fact]
    public async Task Stop_WithTheDatabaseAway_EndsInOrderAndSaysHowManyAreLost()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var databases = new LostDatabase(scene.Portal.Databases);
        var log = new Errors();
        using var refusals = new AnonymousRefusals(databases, scene.Clock, log);
        for (var i = 0; i < 5; i++)
        {
            await refusals.AddAsync(scene.Legal, Action, "APR-0001", "a.one", Ct);
        }

        databases.IsAway = true;
        await refusals.StopAsync(Ct);

        Assert.StartsWith("4 counted refusals", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private sealed class LostDatabase(IDbContextFactory<GovernanceDbContext> inner) : IDbContextFactory<GovernanceDbContext>
    {
        public bool IsAway { get; set; }

        public GovernanceDbContext CreateDbContext() =>
            IsAway ? throw new TimeoutException("The database does not answer.") : inner.CreateDbContext();
    }

    private sealed class Errors : ILogger<AnonymousRefusals>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (IsEnabled(logLevel))
            {
                Lines.Add(formatter(state, exception));
            }
        }
    }
}
