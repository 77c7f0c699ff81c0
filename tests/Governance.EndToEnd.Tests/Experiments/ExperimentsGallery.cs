using System.Text.Json;
using Governance.Analytics.Experiments;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Models.Registry;
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

    /// <summary>
    /// A shadow that waits for approval, with a comparison of its versions on earlier decisions, beside the demo's, which waits for its
    /// conclusion and has none.
    /// </summary>
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
        var champion = await db.Experiments.Where(e => e.Id == planned.Value).Select(e => e.Champion).SingleAsync();
        var filed = await services
            .GetRequiredService<AddEvidence>()
            .RunAsync(
                Actor.OfUser(new UserId(engineer), Roles.Engineer, session: null),
                new(
                    "credit-default",
                    "2.2.0",
                    "other",
                    "governance experiment compare 1.0.0",
                    Formats.Iso(services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(-3))
                ),
                Compared(champion),
                CancellationToken.None
            );
        Assert.True(filed.IsDone, filed.Refusal?.Message);
    }

    // The champion is right more often, and both rank alike: one difference that is shown, and one that is not.
    private static JsonElement Compared(string champion)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            new PairedReport(
                new(champion, "predictions.csv.gz", new string('a', 64)),
                new("2.2.0", "shadow_predictions.csv.gz", new string('b', 64)),
                new PairedComparison(4_812, new(4_390, 4_812), 4_105, 251, 143, new(3_702, 4_105), new(3_594, 4_105))
                {
                    DifferenceInterval = new(-0.0358, -0.0171),
                    ByCluster = true,
                    Auc = new(0.9112, 0.9139, 0.0031),
                    ChampionUnpaired = 38,
                    ChallengerUnpaired = 5,
                    Period = (new(2026, 10, 12, 8, 0, 0, TimeSpan.Zero), new(2026, 11, 11, 18, 0, 0, TimeSpan.Zero)),
                }
            )
            {
                Model = "credit-default",
                Cluster = "person",
            }.Write(writer);
            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.ToArray());
    }
}
