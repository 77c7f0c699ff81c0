using Bunit;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Parts;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Tests.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>The card that says from where windows are pulled, for files.</summary>
public sealed class SourceCardTests : MonitoringPageTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-lake-").FullName;

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    public SourceCardTests()
    {
        // Windows are pulled when the test says so.
        var before = Portal.Replace;
        Portal.Replace = services =>
        {
            before?.Invoke(services);
            services.Remove(services.Single(s => s.ImplementationType == typeof(PullJob)));
        };
        Portal.Settings["Sources:Connections:0:Name"] = "lake";
        Portal.Settings["Sources:Connections:0:Kind"] = "folder";
        Portal.Settings["Sources:Connections:0:Address"] = _folder;
    }

    [Fact]
    public async Task Card_OfFiles_SaysWhatBecameOfThem_AndItsFormAsksForNoCounts()
    {
        await RegistrySeed.VersionAsync(Portal, WatchedModel.Name, WatchedModel.Version);
        await UploadAsync(Predictions.Csv(500, FileScene.Day(-10)), WindowRole.Reference);
        await WriteAsync(FileScene.Rows(50, 0, seed: 3));
        await SetAsync(lateness: 3 * 24 * 60, fromFirst: true);
        await Portal.Get<PullWindows>().RunAsync(Ct);
        await WriteAsync([.. FileScene.Rows(50, 0, seed: 3)[1..], .. FileScene.Rows(20, 1, seed: 4)]);
        await SetAsync(lateness: 2 * 24 * 60, fromFirst: false);
        await Portal.Get<PullWindows>().RunAsync(Ct);
        await SignInAsync(Domain.Identity.Roles.ModelOwner);

        var card = Render<SourceCard>(p => p.Add(c => c.Model, WatchedModel.Name).Add(c => c.Version, WatchedModel.Version));
        card.WaitForState(() => card.Markup.Contains("predictions/a.csv", StringComparison.Ordinal), TimeSpan.FromSeconds(20));

        Assert.Contains("predictions/, lake (Folder)", card.Markup, StringComparison.Ordinal);
        Assert.Contains("1 file known", card.Markup, StringComparison.Ordinal);
        Assert.Contains("Completed windows keep their rows.", card.Markup, StringComparison.Ordinal);
        Assert.Contains("Replaced after its windows were completed", card.Markup, StringComparison.Ordinal);
        await card.ByRole("button", "Change source").ClickAsync();
        Assert.Contains("File name prefix", card.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("Count at the source", card.Markup, StringComparison.Ordinal);
    }

    protected override async ValueTask DisposeAsyncCore()
    {
        await base.DisposeAsyncCore();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task SetAsync(int lateness, bool fromFirst)
    {
        var outcome = await Portal.Get<SetSource>().RunAsync(Actor.Host, FileScene.Command(lateness, fromFirst), Ct);
        Assert.Null(outcome.Refusal);
    }

    private async Task WriteAsync(IEnumerable<string> rows)
    {
        var path = Path.Combine(_folder, FileScene.Folder, "a.csv");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, FileScene.Csv(rows), Ct);
    }
}
