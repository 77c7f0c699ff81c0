using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Operations.Experiments;
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
        var planned = await services
            .GetRequiredService<PlanExperiment>()
            .RunAsync(
                Actor.Host,
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
