using System.Net;
using Governance.Data;
using Governance.Portal.Administration.Admin.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Custody;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hosting;

/// <summary>A server that is told to end says so before it does, and one that was killed leaves nothing for good.</summary>
public sealed class ShutdownTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sigterm_MakesTheServerUnready_WhileItGoesOnAnswering_AndThenEndsIt()
    {
        var folder = Directory.CreateTempSubdirectory("governance-shutdown-").FullName;
        try
        {
            await using var portal = await PortalProcess.StartAsync(Settings(folder), Ct);
            using var client = new HttpClient { BaseAddress = portal.Address };
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/readyz"));

            await portal.SignalAsync("TERM", Ct);

            // The signal takes its moment to arrive.
            await Until.HoldsAsync(
                "a node that says it is about to end",
                TimeSpan.FromMinutes(1),
                async _ => await StatusAsync(client, "/readyz") != HttpStatusCode.OK,
                Ct
            );

            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(client, "/readyz"));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/healthz"));
            Assert.Equal(0, await portal.EndAsync(Ct));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task MigrateCheck_TellsWhetherAnythingIsMissing_AndMakesNoDatabase()
    {
        var folder = Directory.CreateTempSubdirectory("governance-check-").FullName;
        try
        {
            Assert.Equal(HostCommandExit.Failed, await AskAsync($"Data Source={Path.Combine(folder, "none.db")}"));
            Assert.False(File.Exists(Path.Combine(folder, "none.db")));
            var database = TestDatabase.Create(DatabaseKind.Sqlite, folder);
            Assert.Equal(HostCommandExit.Done, await AskAsync(database.ConnectionString));
            database.Drop();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Task<int> AskAsync(string connection) =>
            new MigrateCommand()
                .Make(new HostCommandRunner(() => Build(connection, folder), Startup.PrepareAsync))
                .Parse(["--check"])
                .InvokeAsync(null, Ct);
    }

    /// <summary>The same as programs of their own, for what they say; in every run the test above asks for their exit codes.</summary>
    [WholeFact]
    public async Task MigrateCheck_NamesWhatIsMissing_AndSaysWhenNothingIs()
    {
        var folder = Directory.CreateTempSubdirectory("governance-check-").FullName;
        try
        {
            var before = await PortalProcess.RunAsync(Settings(folder), null, Ct, "db", "migrate", "--check");
            Assert.Equal((1, false), (before.Code, File.Exists(Path.Combine(folder, "governance.db"))));
            Assert.Contains(SchemaVersions.First, before.Output, StringComparison.Ordinal);
            await using (await PortalProcess.StartAsync(Settings(folder), Ct)) { }

            var after = await PortalProcess.RunAsync(Settings(folder), null, Ct, "db", "migrate", "--check");

            Assert.Equal((0, true), (after.Code, after.Output.TrimEnd().EndsWith("is up to date.", StringComparison.Ordinal)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Start_AfterAKill_DeletesWhatWasBeingWritten_AndNothingElse(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        _ = portal.Services;
        var (left, fresh, other) = (
            In(portal, ".last-checkpoint.k3v0x1aa.5zq"),
            In(portal, ".checkpoints.log.abcdefgh.123"),
            In(portal, ".gitignore")
        );
        foreach (var file in new[] { left, fresh, other })
        {
            await File.WriteAllTextAsync(file, "half", Ct);
        }

        File.SetLastWriteTimeUtc(left, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        await Startup.SweepAsync(portal.Services, Ct);

        // Beside a PostgreSQL another node may be writing at this moment.
        Assert.Equal((false, kind is DatabaseKind.Postgres, true), (File.Exists(left), File.Exists(fresh), File.Exists(other)));
        Assert.True(File.Exists(In(portal, "last-checkpoint")) || File.Exists(In(portal, "checkpoints.log")));
    }

    private static Dictionary<string, string> Settings(string folder) =>
        new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = $"Data Source={Path.Combine(folder, "governance.db")}",
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Shutdown__DrainSeconds"] = "4",
        };

    private static WebApplication Build(string connection, string folder)
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance={connection}",
            $"--Storage:ArtifactPath={Path.Combine(folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(folder, "keys")}",
        ]);
        builder.Logging.ClearProviders();
        return builder.Build();
    }

    private static string In(PortalFactory portal, string name) => Path.Combine(portal.KeyFolder, name);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Ct);
        return answer.StatusCode;
    }
}
