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
        new("experiment", "/experiments/{Id}", "/experiments/EXP-0001") { Viewer = Officer },
        new("experiment-plan", "/experiments/{Id}", "/experiments/EXP-0002") { Viewer = Owner },
    ];

    /// <summary>A shadow that waits for approval, beside the demo's, which waits for its conclusion.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        await using var db = await services.GetRequiredService<IDbContextFactory<GovernanceDbContext>>().CreateDbContextAsync();
        var engineer = await db.Users.Where(u => u.Email == "engineer@demo.example").Select(u => u.Id).SingleAsync();
        var planned = await services
            .GetRequiredService<PlanExperiment>()
            .RunAsync(
                Actor.OfUser(new UserId(engineer), Roles.Engineer, session: null),
                new ExperimentBody(
                    "credit-default",
                    "shadow",
                    "2.2.0",
                    "It recognises more of those who will not pay, and refuses no more of those who would.",
                    [new("found_defaults", "higher", 0.8), new("wrong_refusals", "lower", 0.02, 0.01)],
                    0.05
                ),
                CancellationToken.None
            );
        Assert.True(planned.IsDone, planned.Refusal?.Message);
    }
}
