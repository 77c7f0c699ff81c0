using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Models.Datasets;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.EndToEnd.Tests.Datasets;

internal sealed class DatasetsGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("datasets", "/datasets", "/datasets"),
        new("dataset", "/datasets/{*Name}", "/datasets/card-payments"),
        new("register-dataset", "/datasets/register", "/datasets/register?name=card-payments"),
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
    }
}
