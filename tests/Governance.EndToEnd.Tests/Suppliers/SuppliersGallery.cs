using Governance.Domain.Identity;
using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Compliance.Suppliers;
using Microsoft.Extensions.DependencyInjection;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;

namespace Governance.EndToEnd.Tests.Suppliers;

internal sealed class SuppliersGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("suppliers", "/suppliers", "/suppliers") { Viewer = Officer },
        new("supplier", "/suppliers/{Id}", "/suppliers/SPL-0003") { Viewer = Officer },
        new("supplier-dialog", "/suppliers", "/suppliers")
        {
            Viewer = Officer,
            Prepare = person => OpenDialogAsync(person, "Register supplier"),
        },
        new("supplier-record", "/suppliers/{Id}", "/suppliers/SPL-0003")
        {
            Viewer = Officer,
            Prepare = person => OpenDialogAsync(person, "Add record"),
        },
    ];

    /// <summary>A supplier with all that can be on record about one, beside those of the demo.</summary>
    internal static async Task PrepareAsync(IServiceProvider services)
    {
        var today = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime);
        var supplier = await services
            .GetRequiredService<RegisterSupplier>()
            .RunAsync(
                Actor.Host,
                new("Example Models GmbH", ["model", "platform"], Officer, ["openai", "example"])
                {
                    Contact = "Customer security, security@models.example",
                    Contract = "Frame agreement 2025-117",
                    ContractFrom = today.AddYears(-1),
                    ContractUntil = today.AddDays(200),
                    NoticeDays = 180,
                    Critical = true,
                    Function = "Decisions on retail credit",
                    ExitPlan = "A second provider takes over within 90 days; see the plan in the archive",
                    ExitTestedOn = today.AddDays(-120),
                },
                CancellationToken.None
            );
        Assert.True(supplier.IsDone, supplier.Refusal?.Message);
        SupplierRecordBody[] records =
        [
            new("certificate", "ISO/IEC 42001", today.AddYears(-2), today.AddDays(-9), Number: "AI-2024-0871", By: "Certifier AG"),
            new("request", "Technical documentation of the model", today.AddDays(-20), today.AddDays(10), Provision: "Art. 25(4) AI Act"),
            new("incident", "Outage of the region for three hours", today.AddDays(-40), Note: "Scoring went over to the second region"),
            new("due-diligence", "Security and finances", today.AddDays(-3), today.AddYears(1), "passed", "Ann Auditor"),
        ];
        foreach (var record in records)
        {
            var made = await services
                .GetRequiredService<RecordAboutSupplier>()
                .RunAsync(Actor.Host, supplier.Value, record, CancellationToken.None);
            Assert.True(made.IsDone, made.Refusal?.Message);
        }
    }
}
