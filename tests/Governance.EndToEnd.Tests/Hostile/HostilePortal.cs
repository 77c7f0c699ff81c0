using Governance.EndToEnd.Tests.Gallery;
using Governance.Portal.Administration.Audit;
using Governance.Testing;

namespace Governance.EndToEnd.Tests.Hostile;

/// <summary>The demo's portal, in whose database someone wrote markup with scripts into every text that a person had written.</summary>
public sealed class HostilePortal : GalleryPortal
{
    /// <summary>Columns that were written to.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    // The records are changed behind the portal's back, and this job raises the alarm about that: an error in the log, whatever page is
    // open. What the tests look for is how the texts are shown.
    protected override void Configure(PortalFactory factory)
    {
        base.Configure(factory);
        var before = factory.Replace;
        factory.Replace = services =>
        {
            before?.Invoke(services);
            Assert.True(services.Remove(services.Single(s => s.ImplementationType == typeof(RecordSelfCheckJob))));
        };
    }

    protected override async ValueTask PrepareAsync()
    {
        await base.PrepareAsync();
        await using var db = await Factory.Databases.CreateDbContextAsync();
        Columns = await HostileText.PlantAsync(db, TestContext.Current.CancellationToken);
    }
}
