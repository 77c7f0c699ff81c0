using Governance.EndToEnd.Tests.Gallery;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>The demo's portal, in whose database someone wrote markup with scripts into every text that a person had written.</summary>
public sealed class HostilePortal : GalleryPortal
{
    /// <summary>Columns that were written to.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    protected override async ValueTask PrepareAsync()
    {
        await base.PrepareAsync();
        await using var db = await Factory.Databases.CreateDbContextAsync();
        Columns = await HostileText.PlantAsync(db, TestContext.Current.CancellationToken);
    }
}
