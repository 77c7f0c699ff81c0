using Governance.EndToEnd.Tests.Gallery;
using Governance.EndToEnd.Tests.Infrastructure;
using Microsoft.Playwright;
using static Governance.EndToEnd.Tests.Gallery.GalleryPages;
using static Governance.Localisation.Texts;
using static Microsoft.Playwright.Assertions;

namespace Governance.EndToEnd.Tests.Audit;

internal sealed class AuditGallery : IFeatureGallery
{
    public IEnumerable<GalleryPage> Pages { get; } =
    [
        new("audit-log", "/audit", "/audit?entry=131") { Viewer = Auditor, Prepare = VerifyAsync },
        new("audit-log-filtered", "/audit", "/audit?action=promotion.signed&outcome=done&period=30d") { Viewer = Auditor },
        new("audit-log-none", "/audit", "/audit?subject=APR-9999") { Viewer = Auditor },
        new("audit-export", "/audit", "/audit")
        {
            Viewer = Auditor,
            WholePage = false,
            Prepare = OpenExportAsync,
        },
        new("audit-entry", "/audit/{Number:long}", "/audit/40") { Viewer = Auditor },
        new("audit-entry-missing", "/audit/{Number:long}", "/audit/999999999") { Viewer = Auditor },
        new("audit-state", "/audit/state", "/audit/state") { Viewer = Auditor },
        new("audit-verify", "/audit/verify", "/audit/verify") { Viewer = Auditor },
    ];

    // The picture shows the log as it is most of the time: verified.
    private static async Task VerifyAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T["Verify now"], Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Status, new() { Name = T["Log verification"], Exact = true }))
            .ToContainTextAsync(T["Verified to entry {0}", ""]);
        await Expect(person.Page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
    }

    private static async Task OpenExportAsync(Person person)
    {
        await person.Page.GetByRole(AriaRole.Button, new() { Name = T["Export"], Exact = true }).ClickAsync();
        await Expect(person.Page.GetByRole(AriaRole.Link, new() { Name = T["This list as CSV"], Exact = true })).ToBeVisibleAsync();
    }
}
