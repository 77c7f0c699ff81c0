using Governance.Data;
using Governance.Domain.Monitoring;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Policies;
using Governance.Portal.Demo;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Demo;

/// <summary>A portal with the demo's data, as <c>./build.sh demo</c> makes it.</summary>
public class DemoPortal : RunningPortal
{
    /// <summary>How many windows waited for the monitors whenever the scene had signed something.</summary>
    public IReadOnlyList<int> WaitingWhenSigned => _waiting;

    private readonly List<int> _waiting = [];

    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        File.WriteAllText(Path.Combine(factory.Folder, DemoFolder.Marker), "");
        factory.Settings["Demo:Enabled"] = "true";
    }

    protected override async ValueTask PrepareAsync()
    {
        await using var scope = Factory.Services.CreateAsyncScope();
        var scene = scope.ServiceProvider.GetRequiredService<DemoScene>();
        var refusal = await scene.PlayAsync(Repository.Sample(), PortalFactory.Password, Said, CancellationToken.None);
        Assert.True(refusal is null, refusal?.Message + await BlockedAsync(scope.ServiceProvider));
    }

    private void Said(string line)
    {
        if (line.Contains("signed", StringComparison.Ordinal))
        {
            using var db = Factory.Services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContext();
            _waiting.Add(db.WindowEvaluations.Count(e => e.State == EvaluationState.Waiting || e.State == EvaluationState.Running));
        }
    }

    private static async Task<string> BlockedAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync();
        var run = await db.GateRuns.OrderByDescending(r => r.Id).FirstOrDefaultAsync();
        var rules = run is null
            ? null
            : GateResult
                .FromBytes(run.Result)
                .Result?.Results.Where(r => r.Blocking && r.Outcome is not RuleOutcome.Pass)
                .Select(r => $" {r.RuleId}: {r.Message}");
        return $" The last gate, of {run?.Model} {run?.Version}:{string.Concat(rules ?? [])}";
    }
}
