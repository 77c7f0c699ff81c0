using Governance.Data;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Operations.Experiments;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Experiments;

internal sealed class ExperimentsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("experiments", "/models/{Model}/experiments", "/models/netflow-detector/experiments"),
        new("experiment", "/experiments/{Id}", "/experiments/EXP-0001") { Viewer = Owner },
    ];

    /// <summary>A shadow that waits for approval, for the pages above.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync();
        var engineer = await db.Users.Where(u => u.Email == "engineer@demo.example").Select(u => u.Id).SingleAsync();
        var planned = await services
            .GetRequiredService<PlanExperiment>()
            .RunAsync(
                Actor.OfUser(new UserId(engineer), Roles.Engineer, session: null),
                new ExperimentBody(
                    "netflow-detector",
                    "shadow",
                    "2.0.0",
                    "It finds attacks that the version in production misses, and raises no more false alarms.",
                    [new("found_attacks", "higher", 0.8), new("false_alarms", "lower", 0.02, 0.01)],
                    0.05
                ),
                CancellationToken.None
            );
        Assert.True(planned.IsDone, planned.Refusal?.Message);
    }
}
