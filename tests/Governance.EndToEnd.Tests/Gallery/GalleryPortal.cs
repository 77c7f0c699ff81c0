using Governance.Data;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Policies;
using Governance.Portal.Features.Demo;
using Governance.Portal.Features.Integrations;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>A portal with the demo's data: two models in production, one request that waits for signatures, one that its gate blocks.</summary>
public class GalleryPortal : RunningPortal
{
    private readonly Lazy<Task> _start;

    public GalleryPortal() => _start = new(() => base.InitializeAsync().AsTask());

    /// <summary>The first who needs it waits for the demo to be played; a run without the gallery does not.</summary>
    public Task StartAsync() => _start.Value;

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        if (!_start.IsValueCreated)
        {
            return;
        }

        GC.SuppressFinalize(this);
        GalleryFolder.WriteContactSheet();
        await base.DisposeAsync();
    }

    protected override void Configure(PortalFactory factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        File.WriteAllText(Path.Combine(factory.Folder, DemoFolder.Marker), "");
        factory.Settings["Demo:Enabled"] = "true";
        factory.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
    }

    protected override async ValueTask PrepareAsync()
    {
        await using var scope = Factory.Services.CreateAsyncScope();
        var refusal = await scope.ServiceProvider.GetRequiredService<DemoScene>().PlayAsync(Repository.Sample(), PortalFactory.Password, _ => { }, CancellationToken.None);
        Assert.True(refusal is null, refusal?.Message + await BlockedAsync(scope.ServiceProvider));
        // Nobody listens there: the page of a destination shows one that is not reached.
        var made = await scope.ServiceProvider.GetRequiredService<ChangeDestination>().CreateAsync(
            Actor.Host, new DestinationBody("Event hub", "http://127.0.0.1:9/hook", "structured", ["incident.*", "promotion.*"], From: 0), CancellationToken.None);
        Assert.True(made.IsDone, made.Refusal?.Message);
    }

    private static async Task<string> BlockedAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync();
        var run = await db.GateRuns.OrderByDescending(r => r.Id).FirstOrDefaultAsync();
        var rules = run is null ? null : GateResult.FromBytes(run.Result).Result?.Results.Where(r => r.Blocking && r.Outcome is not RuleOutcome.Pass).Select(r => $" {r.RuleId}: {r.Message}");
        return $" The last gate, of {run?.Model} {run?.Version}:{string.Concat(rules ?? [])}";
    }
}
