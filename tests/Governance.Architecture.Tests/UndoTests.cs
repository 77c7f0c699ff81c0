namespace Governance.Architecture;

/// <summary>Undo is for what can honestly be undone. What is a record of the log is superseded, never undone.</summary>
public sealed class UndoTests
{
    private static readonly string[] s_places =
    [
        "src/Governance.Portal.Administration/Notifications/NotificationsPage.razor.cs",
        "src/Governance.Portal.Kernel/Components/Layout/PaletteBridge.razor", // what the palette ran says itself whether it can be undone
        "src/Governance.Portal.Kernel/Components/Tables/ViewsMenu.razor",
        "src/Governance.Portal.Kernel/Components/Toasts/ToastService.cs",
        "src/Governance.Portal.Operations/Monitoring/Parts/AlertInbox.razor",
        "src/Governance.Portal.Operations/Risks/Parts/BulkDialog.razor",
    ];

    [Fact]
    public void Undo_IsOfferedByTheseAlone() =>
        Assert.Equal(s_places, Repository.Sources.Where(f => Repository.Read(f).Contains("ShowUndo(", StringComparison.Ordinal)));

    [Theory]
    [InlineData("Approvals")]
    [InlineData("Waivers")]
    [InlineData("Policies")]
    [InlineData("Overrides")]
    [InlineData("Decisions")]
    [InlineData("Compliance")]
    [InlineData("Reports")]
    [InlineData("Registry")]
    public void Feature_WhoseActsAreRecords_OffersNone(string feature) =>
        Assert.DoesNotContain(
            Repository.Sources,
            f => Repository.FeatureOf(f) == feature && Repository.Read(f).Contains("\"Undo\"", StringComparison.Ordinal)
        );
}
