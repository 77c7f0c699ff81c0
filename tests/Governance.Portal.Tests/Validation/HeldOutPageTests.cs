using Bunit;
using Governance.Domain.Validation;
using Governance.Portal.Operations.Validation;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Components;
using Governance.Transparency;
using Names = Governance.Portal.Tests.Components.Roles;

namespace Governance.Portal.Tests.Validation;

/// <summary>The page of a model's schedules and held-out sets on the real portal.</summary>
public sealed class HeldOutPageTests : PortalPageTest
{
    private const string Model = ApprovalsScene.ModelName;

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Fact]
    public async Task File_IsRemovedWithAReason_AfterItWasAskedOnceMore_AndStaysInTheList()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var bytes = "a,label\n0.5,1\n0.2,0\n"u8.ToArray();
        await scene.RegisterVersionAsync("1.5.0", datasets: [new("rows", "1", Sha256Hex.Of(bytes), "test")]);
        using var stream = new MemoryStream(bytes);
        Assert.True((await scene.Get<StoreHeldOutSet>().RunAsync(scene.Owner, Model, "rows.csv", stream, Ct)).IsDone);
        var address = $"/models/{Model}/validation";
        var page = await OpenAsync<SchedulesPage>(scene.Portal, scene.Clock, scene.Owner, address, p => p.Add(c => c.Model, Model));

        await page.ByRole("button", "Remove file rows.csv").ClickAsync(new());
        await page.ByRole("button", "Remove file").ClickAsync(new());
        await page.WaitForAssertionAsync(() =>
            Assert.Contains(
                "Give the reason for removing this file",
                page.Find("#remove-set-reason-error").TextContent,
                StringComparison.Ordinal
            )
        );
        await page.Find("#remove-set-reason").InputAsync(new() { Value = "Holds names" });
        await page.ByRole("button", "Remove file").ClickAsync(new());

        await page.WaitForAssertionAsync(() => Assert.Empty(page.FindAll("#remove-set-reason")));
        var row = page.Find("table[aria-label='Held-out sets'] tbody tr").TextContent;
        Assert.All(
            [new HeldOutSetId(1).ToString(), "rows.csv", "File removed", "Holds names"],
            said => Assert.Contains(said, row, StringComparison.Ordinal)
        );
        Assert.DoesNotContain("Remove file rows.csv", page.AllByRole("button").Select(Names.NameOf));
    }

    [Fact]
    public async Task File_OfferedForRemoval_ToThoseAloneWhoMay()
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var bytes = "a,label\n0.5,1\n0.2,0\n"u8.ToArray();
        await scene.RegisterVersionAsync("1.5.0", datasets: [new("rows", "1", Sha256Hex.Of(bytes), "test")]);
        using var stream = new MemoryStream(bytes);
        Assert.True((await scene.Get<StoreHeldOutSet>().RunAsync(scene.Owner, Model, "rows.csv", stream, Ct)).IsDone);

        var address = $"/models/{Model}/validation";
        var page = await OpenAsync<SchedulesPage>(scene.Portal, scene.Clock, scene.Engineer, address, p => p.Add(c => c.Model, Model));

        Assert.Contains("rows.csv", page.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Remove file rows.csv", page.AllByRole("button").Select(Names.NameOf));
    }
}
