using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Portal.Operations.Monitoring.Sources.Objects;

namespace Governance.Portal.Tests.Monitoring.Sources;

/// <summary>Windows that are pulled from files in a folder, such as one that is mounted.</summary>
public sealed class FolderSourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-lake-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Pull_FromAFolder_TakesEachRowOnce_AndTellsWhatWasReplaced()
    {
        await using var scene = await StartAsync();
        var (first, second) = (FileScene.Rows(50, 0, seed: 3), FileScene.Rows(40, 1, seed: 4));
        await WriteAsync("predictions/2026/a.csv", FileScene.Csv(first));
        await scene.DueAsync(1, fromFirst: true);
        await scene.PullAsync();
        Assert.Equal([50], await scene.CountsAsync());

        await WriteAsync("predictions/2026/a.csv", FileScene.Csv([.. first[1..], .. second]));
        await scene.DueAsync(2);
        await scene.PullAsync();

        Assert.Equal([50, 40], await scene.CountsAsync());
        var notice = Assert.Single((await scene.ViewAsync()).Files!.Notices);
        Assert.Equal(("predictions/2026/a.csv", WindowObjectState.Replaced), (notice.Name, notice.State));
    }

    [Fact]
    public async Task List_FollowsNoLinks_AndReadsNothingOutsideTheFolder()
    {
        var outside = Directory.CreateTempSubdirectory("governance-outside-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(outside, "secret.csv"), "x", Ct);
            await WriteAsync("predictions/a.csv", "y");
            Directory.CreateSymbolicLink(Path.Combine(_folder, "predictions", "linked"), outside);
            File.CreateSymbolicLink(Path.Combine(_folder, "predictions", "b.csv"), Path.Combine(outside, "secret.csv"));
            var source = new FolderSource(new SourceOptions { Name = "lake", Address = _folder });

            var listed = await source.ListAsync("predictions/", Ct).ToListAsync(Ct);

            Assert.Equal(["predictions/a.csv"], listed.Select(o => o.Name));
            Assert.Empty(await source.ListAsync("predictions/linked/", Ct).ToListAsync(Ct));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    private Task<FileScene> StartAsync() =>
        FileScene.StartAsync(portal =>
        {
            portal.Settings["Sources:Connections:0:Name"] = "lake";
            portal.Settings["Sources:Connections:0:Kind"] = "folder";
            portal.Settings["Sources:Connections:0:Address"] = _folder;
        });

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Ct);
    }
}
