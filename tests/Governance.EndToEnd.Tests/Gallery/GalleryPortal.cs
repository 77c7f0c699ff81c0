using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Demo;
using Governance.Portal.Administration.Integrations;
using Governance.Portal.Operations.Validation;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Gallery;

/// <summary>
/// A portal with the demo's data: two models in production, one request that waits for signatures, one that its gate blocks.
/// </summary>
public class GalleryPortal : DemoPortal
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
        base.Configure(factory);
        factory.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
    }

    protected override async ValueTask PrepareAsync()
    {
        await base.PrepareAsync();
        await using var scope = Factory.Services.CreateAsyncScope();
        // No one listens there: the page of a destination shows one that is not reached.
        var made = await scope
            .ServiceProvider.GetRequiredService<ChangeDestination>()
            .CreateAsync(
                Actor.Host,
                new DestinationBody("Event hub", "http://127.0.0.1:9/hook", "structured", ["incident.*", "promotion.*"], From: 0),
                CancellationToken.None
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        var schedule = await scope
            .ServiceProvider.GetRequiredService<SetUpSchedule>()
            .RunAsync(
                Actor.Host,
                "credit-default",
                new ScheduleBody(Version: "2.0.0", Endpoint: "http://127.0.0.1:9", Protocol: "mlflow", Checks: ["performance"]),
                CancellationToken.None
            );
        Assert.True(schedule.IsDone, schedule.Refusal?.Message);
        await Agents.AgentsGallery.PrepareAsync(scope.ServiceProvider);
        await Datasets.DatasetsGallery.PrepareAsync(scope.ServiceProvider);
        await Experiments.ExperimentsGallery.PrepareAsync(scope.ServiceProvider);
        await Discovery.DiscoveryGallery.PrepareAsync(scope.ServiceProvider);
        await Suppliers.SuppliersGallery.PrepareAsync(scope.ServiceProvider);
    }
}
