using System.Net;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.Nodes;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Storage;

/// <summary>A portal whose content lies in a bucket.</summary>
public sealed class PortalOnObjectStorageTests : IDisposable
{
    private const string Model = "/models/fraud-scorer";

    private static readonly byte[] s_file = [.. Enumerable.Range(0, 20_000).Select(i => (byte)i)];

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
    private readonly Dictionary<string, string?> _settings = new(StringComparer.Ordinal);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Credentials => Path.Combine(_folder, "credentials");

    [Fact]
    public async Task Artifact_IsKeptInTheBucket_GivenOutAgain_AndMissedWhenItIsGone()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await using var registry = await CreateAsync(server);
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));

        using var uploaded = await registry.UploadAsync("1", s_file);

        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        Assert.Equal([RegistryFixture.Digest(s_file)], server.Objects());
        Assert.Empty(registry.FilesOnDisk());
        Assert.Equal(s_file, await DownloadAsync(registry.Client));
        await registry.Portal.Get<ContentStore>().DeleteAsync(RegistryFixture.Digest(s_file), Ct);
        using var gone = await registry.Client.GetAsync(Artifact, Ct);
        Assert.NotEqual(HttpStatusCode.OK, gone.StatusCode);
        Assert.Single(await registry.LogAsync("artifact.missing"));
        using var repaired = await registry.UploadAsync("1", s_file);
        Assert.Equal(s_file, await DownloadAsync(registry.Client));
    }

    // Nodes with a bucket have a folder each, beside a database that they share: another node is better.
    [Theory, InlineData(DatabaseKind.Postgres, "unready"), InlineData(DatabaseKind.Sqlite, "degraded")]
    public async Task Folder_OfANodeWithABucket_ThatIsFull_IsThatNodesAlone(DatabaseKind kind, string status)
    {
        await using var server = await S3Server.StartAsync(Ct);
        await using var registry = await CreateAsync(server, kind);
        using var client = registry.Portal.CreateClient();
        var folder = registry.Portal.Get<ContentStore>().TemporaryFolder;
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        await File.WriteAllTextAsync(folder, "a file where the folder will be", Ct);

        using var node = await client.GetAsync("/readyz", Ct);

        Assert.Contains($"\"{status}\"", await node.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsRefused_IsNotSentToTheBucket()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await using var registry = await CreateAsync(server);
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));

        using var other = await registry.UploadAsync("1", [.. s_file.Select(b => (byte)(b ^ 1))]);
        using var wrong = await registry.PostAsync($"{Model}/versions/1/evidence", new JsonObject { ["payload"] = new JsonObject() });

        Assert.False(other.IsSuccessStatusCode);
        Assert.Equal(
            "evidence.not-acceptable",
            (string?)(await RegistryFixture.JsonAsync(wrong, HttpStatusCode.UnprocessableEntity))["code"]
        );
        Assert.Empty(server.Objects());
    }

    [Fact]
    public async Task Bucket_Away_RefusesFiles_AndEverythingElseWorks_UntilItIsBack()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await using var registry = await CreateAsync(server);
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("2", [1]));
        using (await registry.UploadAsync("1", s_file)) { }

        await server.KillAsync();

        using var refused = await registry.UploadAsync("2", [1]);
        Assert.Equal("storage.unavailable", (string?)(await RegistryFixture.JsonAsync(refused, HttpStatusCode.ServiceUnavailable))["code"]);
        using var read = await registry.Client.GetAsync(Artifact, Ct);
        Assert.Equal("storage.unavailable", (string?)(await RegistryFixture.JsonAsync(read, HttpStatusCode.ServiceUnavailable))["code"]);
        Assert.Single(await registry.LogAsync("artifact.stored"));
        Assert.Empty(await registry.LogAsync("artifact.missing"));
        Assert.Empty(await registry.LogAsync("artifact.altered"));
        await registry.CreatedAsync("/models", RegistryFixture.Model("other"));
        using (var client = registry.Portal.CreateClient())
        using (var ready = await client.GetAsync("/readyz", Ct))
        {
            Assert.Equal("degraded", (string?)JsonNode.Parse(await ready.Content.ReadAsStringAsync(Ct))!["status"]);
        }

        await server.StartAgainAsync(Ct);
        using var taken = await registry.UploadAsync("2", [1]);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
        Assert.Equal(s_file, await DownloadAsync(registry.Client));
    }

    [Fact]
    public async Task Download_WithSignedAddresses_RedirectsThoseWhoMay()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await using var registry = await RegistryFixture.CreateAsync(
            settings: s =>
            {
                server.Configure(s, Credentials);
                s["Storage:S3:PresignedSeconds"] = "60";
            },
            replace: s => s.AddSingleton(TimeProvider.System)
        );
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        using (await registry.UploadAsync("1", s_file)) { }

        using var answer = await registry.Client.GetAsync(Artifact, Ct);
        using var anyone = new HttpClient();

        Assert.Equal(HttpStatusCode.TemporaryRedirect, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        Assert.Equal(s_file, await anyone.GetByteArrayAsync(answer.Headers.Location, Ct));
        using var client = registry.Portal.CreateClient();
        using var unknown = await client.GetAsync(Artifact, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, unknown.StatusCode);
    }

    [Fact]
    public async Task Server_WithACertificateOfTheOwnAuthority_IsTrustedWhenThatIsNamed_AndNoOtherIs()
    {
        using var authority = new TestAuthority();
        using var another = new TestAuthority();
        await using var server = await FakeObjectStorage.StartAsync(authority);

        Assert.Equal(HttpStatusCode.Created, await UploadAsync(server, authority.Pem));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await UploadAsync(server, another.Pem));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await UploadAsync(server, authority: null));
    }

    [Fact]
    public async Task TwoNodes_WithFoldersOfTheirOwn_ShareTheBucket()
    {
        TwoNodes.Need();
        await using var server = await S3Server.StartAsync(Ct);
        await using var here = new PortalFactory(DatabaseKind.Postgres);
        server.Configure(here.Settings, Credentials);
        _ = here.Services;
        await using var there = here.Beside(TimeProvider.System);
        there.Settings["Storage:ArtifactPath"] = Path.Combine(_folder, "there");
        var engineer = await here.CreateUserAsync(RegistryFixture.Owner, Roles.Engineer, Roles.ModelOwner);
        using var client = await here.CreateKeyClientAsync(engineer, Scopes.RegistryWrite);
        using var other = await there.CreateKeyClientAsync(engineer, Scopes.RegistryWrite);
        await SendAsync(client, "models", RegistryFixture.Model());
        await SendAsync(client, "models/fraud-scorer/versions", RegistryFixture.Version("1", s_file));
        using var content = new ByteArrayContent(s_file);
        using var uploaded = await client.PutAsync(Artifact, content, Ct);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);

        Assert.Equal(s_file, await DownloadAsync(other));
    }

    [Fact]
    public async Task Move_ToTheBucketAndBack_CopiesAndReadsEverything_AndDeletesOnlyWhenAsked()
    {
        await using var server = await S3Server.StartAsync(Ct);
        var contents = new[] { "one"u8.ToArray(), "two"u8.ToArray(), s_file };
        await StoreAsync(contents);
        server.Configure(_settings, Credentials);

        Assert.Equal(0, await RunAsync(new MoveArtifactsCommand(), "--to", "s3"));
        Assert.Equal(0, await RunAsync(new MoveArtifactsCommand(), "--to", "s3")); // again, as after an interruption

        Assert.Equal(contents.Select(RegistryFixture.Digest).Order(StringComparer.Ordinal), server.Objects());
        Assert.Equal(3, InFolder().Count);
        Assert.Equal(0, await RunAsync(new MoveArtifactsCommand(), "--to", "s3", "--delete-source"));
        Assert.Empty(InFolder());
        Assert.Empty(await CheckAsync());

        Assert.Equal(0, await RunAsync(new MoveArtifactsCommand(), "--to", "folder"));
        Assert.Equal(server.Objects(), InFolder());
    }

    [Fact]
    public async Task Move_OfAnAlteredFile_SaysSo_AndMovesTheOthers()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await StoreAsync("one"u8.ToArray(), "two"u8.ToArray());
        var altered = RegistryFixture.Digest("one"u8.ToArray());
        await File.WriteAllTextAsync(Path.Combine(_folder, "artifacts", altered[..2], altered[2..4], altered), "eno", Ct);
        server.Configure(_settings, Credentials);

        Assert.Equal(1, await RunAsync(new MoveArtifactsCommand(), "--to", "s3", "--delete-source"));

        Assert.Equal([RegistryFixture.Digest("two"u8.ToArray())], server.Objects());
        Assert.Equal([altered], InFolder());
    }

    [Fact]
    public async Task Move_WithDeletion_WhileAPortalRuns_IsRefused_AndLeavesEverything()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await StoreAsync("one"u8.ToArray(), s_file);
        var before = InFolder();
        server.Configure(_settings, Credentials);
        await using (var running = new SqliteConnection($"Data Source={Path.Combine(_folder, "governance.db")}"))
        {
            await running.OpenAsync(Ct);
            await using var read = new SqliteCommand("SELECT COUNT(*) FROM \"AuditEntries\"", running);
            await read.ExecuteScalarAsync(Ct);

            Assert.Equal(2, await RunAsync(new MoveArtifactsCommand(), "--to", "s3", "--delete-source"));

            Assert.Equal(before, InFolder());
            Assert.Empty(server.Objects());
            Assert.Equal(0, await RunAsync(new MoveArtifactsCommand(), "--to", "s3")); // a copy takes nothing from anyone
        }

        Assert.Equal(0, await RunAsync(new MoveArtifactsCommand(), "--to", "s3", "--delete-source"));
        Assert.Empty(InFolder());
        Assert.Empty(await CheckAsync()); // the portal starts again
    }

    [Fact]
    public async Task Move_WithDeletion_BesideAnotherDatabase_IsRefused_AndMakesNone()
    {
        await using var server = await S3Server.StartAsync(Ct);
        await StoreAsync("one"u8.ToArray());
        server.Configure(_settings, Credentials);
        var elsewhere = Path.Combine(_folder, "elsewhere.db");
        _settings["ConnectionStrings:Governance"] = $"Data Source={elsewhere}";

        Assert.Equal(2, await RunAsync(new MoveArtifactsCommand(), "--to", "s3", "--delete-source"));

        Assert.Single(InFolder());
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    public async Task Backup_OutOfTheBucket_IsRestoredIntoAnEmptyOne_AndIntoAFolder()
    {
        await using var server = await S3Server.StartAsync(Ct);
        server.Configure(_settings, Credentials);
        await StoreAsync("one"u8.ToArray(), s_file);
        var backup = Path.Combine(_folder, "backup");
        Assert.Equal(0, await RunAsync(new BackupCreateCommand(), backup));
        Assert.Equal(0, await RunAsync(new BackupVerifyCommand(), backup));
        var before = server.Objects();
        await using (var empty = await S3Server.StartAsync(Ct))
        {
            empty.Configure(_settings, Credentials);
            Assert.Equal(0, await RunAsync(new BackupRestoreCommand(), backup, "--yes"));
            Assert.Equal(before, empty.Objects());
            Assert.Empty(await CheckAsync());
        }

        _settings["Storage:S3:Bucket"] = "";
        Assert.Equal(0, await RunAsync(new BackupRestoreCommand(), backup, "--yes"));
        Assert.Equal(before, InFolder());
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static Uri Artifact => new("/api/v1/models/fraud-scorer/versions/1/artifact", UriKind.Relative);

    // Signatures are of now, and the clock of the fixture stands still.
    private Task<RegistryFixture> CreateAsync(S3Server server, DatabaseKind kind = DatabaseKind.Sqlite) =>
        RegistryFixture.CreateAsync(kind, s => server.Configure(s, Credentials), s => s.AddSingleton(TimeProvider.System));

    private async Task<HttpStatusCode> UploadAsync(FakeObjectStorage server, string? authority)
    {
        var file = Path.Combine(_folder, "authority.pem");
        await File.WriteAllTextAsync(file, authority, Ct);
        await File.WriteAllTextAsync(Credentials, S3Server.Credentials, Ct);
        await using var registry = await RegistryFixture.CreateAsync(
            settings: s =>
            {
                s["Storage:S3:Endpoint"] = $"https://localhost:{server.Address.Port}";
                s["Storage:S3:Bucket"] = FakeObjectStorage.Bucket;
                s["Storage:S3:PathStyle"] = "true";
                s["Storage:S3:CredentialsFile"] = Credentials;
                s["Storage:S3:AuthorityFile"] = authority is null ? "" : file;
                s["Outbound:PrivateHosts:0"] = "localhost";
            },
            replace: s => s.AddSingleton(TimeProvider.System)
        );
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        using var uploaded = await registry.UploadAsync("1", s_file);
        return uploaded.StatusCode;
    }

    private static async Task<byte[]> DownloadAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(Artifact, Ct);
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        return await answer.Content.ReadAsByteArrayAsync(Ct);
    }

    private static async Task SendAsync(HttpClient client, string path, JsonNode body)
    {
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"/api/v1/{path}", UriKind.Relative), content, Ct);
        await RegistryFixture.JsonAsync(answer, HttpStatusCode.Created);
    }

    private List<string> InFolder() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(_folder, "artifacts"), "*", SearchOption.AllDirectories)
                .Where(f => Path.GetFileName(f) != FolderShelf.Mark)
                .Select(f => Path.GetFileName(f)!)
                .Order(StringComparer.Ordinal),
        ];

    private async Task StoreAsync(params byte[][] contents)
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        foreach (var content in contents)
        {
            await portal.Services.GetRequiredService<ContentStore>().StoreAsync(content, Ct);
        }
    }

    private async Task<List<string>> CheckAsync()
    {
        await using var portal = Build();
        await Startup.PrepareAsync(portal.Services, Ct);
        var found = new List<string>();
        foreach (var check in portal.Services.GetServices<IInstallationCheck>())
        {
            found.AddRange(await check.FindAsync(Ct).ToListAsync(Ct));
        }

        return found;
    }

    private Task<int> RunAsync(IHostCommand command, params string[] arguments) =>
        command.Make(new HostCommandRunner(Build, Startup.PrepareAsync)).Parse(arguments).InvokeAsync(null, Ct);

    private WebApplication Build()
    {
        var builder = PortalHost.CreateBuilder([
            $"--ConnectionStrings:Governance=Data Source={Path.Combine(_folder, "governance.db")}",
            $"--Storage:ArtifactPath={Path.Combine(_folder, "artifacts")}",
            $"--Storage:KeyPath={Path.Combine(_folder, "keys")}",
            .. _settings.Select(s => $"--{s.Key}={s.Value}"),
        ]);
        builder.Logging.ClearProviders();
        return builder.Build();
    }
}
