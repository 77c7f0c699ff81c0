using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Approvals.Training;
using Governance.Portal.Models.Lineage.Datasets;
using Microsoft.Extensions.DependencyInjection;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Datasets;

internal sealed class DatasetsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("datasets", "/datasets", "/datasets"),
        new("dataset", "/datasets/{*Name}", "/datasets/card-payments"),
        new("register-dataset", "/datasets/register", "/datasets/register?name=card-payments"),
        new("training", "/training", "/training"),
        new("training-runs", "/training/runs", "/training/runs"),
        new("training-permit", "/training/{Id}", "/training/TRN-0001") { Viewer = Owner },
    ];

    /// <summary>A dataset whose consent was withdrawn, for the pages above.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        var made = await services
            .GetRequiredService<RegisterDataset>()
            .RunAsync(
                Actor.Host,
                new DatasetBody(
                    new("card-payments"),
                    new("owner@demo.example"),
                    new("confidential"),
                    new("Card payments of one quarter"),
                    new(true),
                    new(["contact details"]),
                    new(false),
                    new("consent"),
                    new("CMP-17"),
                    new("2026-11-02"),
                    new("eu-central-1"),
                    new("2027-12-31"),
                    new(["fraud detection"]),
                    new("proprietary"),
                    new("Drawn from the till system, one row a payment.")
                ),
                CancellationToken.None
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        var other = await services
            .GetRequiredService<RegisterDataset>()
            .RunAsync(
                Actor.Host,
                new DatasetBody(
                    new("merchants"),
                    new("owner@demo.example"),
                    new("internal"),
                    default,
                    default,
                    default,
                    default,
                    default,
                    default,
                    default,
                    new("eu-central-1"),
                    default,
                    new(["fraud detection"]),
                    default,
                    default
                ),
                CancellationToken.None
            );
        Assert.True(other.IsDone, other.Refusal?.Message);
        var asked = await services
            .GetRequiredService<RequestTraining>()
            .RunAsync(
                Actor.Host,
                new TrainingBody("netflow-detector", [new("merchants", "2026-10")], "a41f09c", "fraud detection", "eu-train", "4 GPUs"),
                CancellationToken.None
            );
        Assert.True(asked.IsDone, asked.Refusal?.Message);
    }
}
