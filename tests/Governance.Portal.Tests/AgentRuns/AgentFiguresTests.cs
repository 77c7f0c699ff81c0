using Governance.Data;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Operations.Monitoring.Agents;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.AgentCalls;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.AgentRuns;

/// <summary>Figures of an agent's days: worked out once a day is over, and held against the limits that people set.</summary>
public sealed class AgentFiguresTests
{
    private const string Agent = "invoice-agent";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Figures_OfADayThatIsOver_RaiseTheAlertOfTheirMonitor_AndShowToolsThatChanged(DatabaseKind kind)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind);
        var made = await registry
            .Portal.Get<CreateMonitor>()
            .RunAsync(
                registry.AsOwner,
                new(Agent, "business", AgentDay.EscalationRate, null, new MonitorSettings(Upper: 0.3, Consecutive: 1)),
                Ct
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        var figures = registry.Portal.Get<FigureAgents>();
        // The first days of the version are the reference: it reads.
        await DecideAsync(registry, AgentDay.MinReferenceCalls, 0);
        registry.Clock.Advance(TimeSpan.FromDays(8));
        // Then half of what it asks for moves money.
        await DecideAsync(registry, 25, 25);
        await figures.RunAsync(Ct);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.BusinessFigures.AnyAsync(f => f.Name == AgentDay.ToolDriftName, Ct)); // the day is not over

        registry.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(3, await figures.RunAsync(Ct));
        Assert.Equal(0, await figures.RunAsync(Ct));

        var stored = await db.BusinessFigures.AsNoTracking().Where(f => f.Model == Agent).ToDictionaryAsync(f => f.Name, f => f.Value, Ct);
        Assert.Equal((0, 0.5), (stored[AgentDay.RefusalRate], stored[AgentDay.EscalationRate]));
        // By hand: the shares were (1, 0) and are (1/2, 1/2).
        Assert.Equal(0.5579, stored[AgentDay.ToolDriftName], 4);
        var alert = await db.Alerts.AsNoTracking().SingleAsync(a => a.Model == Agent, Ct);
        Assert.Equal(AgentDay.EscalationRate, alert.Field);

        using var browser = await registry.Portal.SignInAsync(RegistryFixture.Owner);
        var page = await browser.GetStringAsync(new Uri($"/agents/{Agent}/runs", UriKind.Relative), Ct);
        Assert.Contains("Calls referred to a person", page, StringComparison.Ordinal);
        Assert.Contains("at most 30.0", page, StringComparison.Ordinal);
    }

    private static async Task DecideAsync(RegistryFixture registry, int reads, int pays)
    {
        var calls = Enumerable
            .Range(0, reads + pays)
            .Select(i => CallRequest.Of($"run-{i}", i < reads ? "find" : "transfer", null, [], i < reads ? (null, null) : (5, "EUR"), "{}"))
            .Select(read => read.Value)
            .ToList();
        var decided = await registry.Portal.Get<DecideCalls>().RunAsync(Actor.Host, Agent, null, () => calls, Ct);
        Assert.True(decided.IsDone, decided.Refusal?.Message);
    }
}
