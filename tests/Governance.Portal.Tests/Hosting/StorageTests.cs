using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Artifacts;
using Governance.Domain.Identity;
using Governance.Portal.Hosting;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Governance.Portal.Tests.Hosting;

/// <summary>What a portal does when its disk fills: it takes no more, says so, and goes on working.</summary>
public sealed class StorageTests
{
    private const string Model = "/models/fraud-scorer";

    private static readonly byte[] s_file = new byte[2_000];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_WithoutTheReserveFree_IsA507_AndEverythingElseWorks()
    {
        var space = new Space();
        await using var registry = await RegistryFixture.CreateAsync(
            settings: s => s["Storage:ReserveBytes"] = "1000000",
            replace: s => s.AddSingleton<IFreeSpace>(space)
        );
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        space.Free = 1_001_000;

        using var refused = await registry.UploadAsync("1", s_file);

        Assert.Equal("storage.full", (string?)(await RegistryFixture.JsonAsync(refused, HttpStatusCode.InsufficientStorage))["code"]);
        Assert.Empty(registry.FilesOnDisk());
        await registry.Portal.CreateUserAsync("late@demo.example", Roles.Auditor);
        using var session = await registry.Portal.SignInAsync("late@demo.example");
        await registry.CreatedAsync("/models", RegistryFixture.Model("other"));

        space.Free = long.MaxValue;
        using var taken = await registry.UploadAsync("1", s_file);
        Assert.Equal(HttpStatusCode.Created, taken.StatusCode);
    }

    [Fact]
    public async Task Writez_WithoutTheReserveFree_RefusesUntilThereIsRoomAgain_AndTheNodeIsNotAvoided()
    {
        var clock = new TestClock();
        var space = new Space();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock).AddSingleton<IFreeSpace>(space) };
        using var client = portal.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/writez", Ct)).StatusCode);

        space.Free = 1;
        clock.Advance(TimeSpan.FromSeconds(6));
        await OnlyReadsAsync(client);

        space.Free = long.MaxValue;
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/writez", Ct)).StatusCode);

        space.Free = 1;
        clock.Advance(TimeSpan.FromHours(-1)); // the clock was set right: no answer is kept for an hour
        await OnlyReadsAsync(client);
    }

    // The only node, or one of several that share their store: another node would be no better.
    private static async Task OnlyReadsAsync(HttpClient client)
    {
        using var node = await client.GetAsync("/readyz", Ct);
        Assert.Equal(HttpStatusCode.OK, node.StatusCode);
        Assert.Contains("\"degraded\"", await node.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        using var writes = await client.GetAsync("/writez", Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, writes.StatusCode);
        Assert.Contains("\"storage\"", await writes.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writez_StoreThatCannotBeWritten_Refuses_AndTheNodeIsNotAvoided()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        using var client = portal.CreateClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/readyz", Ct)).StatusCode);
        var folder = portal.Get<ContentStore>().TemporaryFolder;
        Assert.Empty(Directory.GetFiles(folder));

        Directory.Delete(folder);
        await File.WriteAllTextAsync(folder, "a file where the folder was", Ct);
        clock.Advance(TimeSpan.FromSeconds(6));

        await OnlyReadsAsync(client);
    }

    // A server that follows another one since a fail-over, or that somebody set so.
    [Fact]
    public async Task Database_ThatTakesNoWrites_RefusesThemWithTheReason_AndReadingGoesOn()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory(DatabaseKind.Postgres) { Replace = s => s.AddSingleton<TimeProvider>(clock) };
        await portal.CreateUserAsync("admin@test.example", Roles.Administrator);
        using var admin = await portal.SignInAsync("admin@test.example");
        await SetAsync(portal, isReadOnly: true);
        clock.Advance(TimeSpan.FromSeconds(6));

        using var page = await admin.GetAsync("/models", Ct);
        using var list = await admin.GetAsync("/api/v1/users", Ct);
        using var write = await admin.PostAsJsonAsync(
            "/api/v1/users",
            new
            {
                email = "new@test.example",
                name = "New",
                roles = new[] { Roles.Auditor },
            },
            Ct
        );
        await OnlyReadsAsync(portal.CreateClient());

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (page.StatusCode, list.StatusCode));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, write.StatusCode);
        await SetAsync(portal, isReadOnly: false);
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(HttpStatusCode.OK, (await portal.CreateClient().GetAsync("/writez", Ct)).StatusCode);
    }

    private static async Task SetAsync(PortalFactory portal, bool isReadOnly)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.OpenConnectionAsync(Ct);
        foreach (
            var statement in new[]
            {
                "SET default_transaction_read_only = off",
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = "
                    + $"{(isReadOnly ? "on" : "off")}', current_database()); END $$",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
            }
        )
        {
            await db.Database.ExecuteSqlRawAsync(statement, Ct);
        }

        NpgsqlConnection.ClearPool((NpgsqlConnection)db.Database.GetDbConnection());
    }

    [Fact]
    public async Task Upload_AboveTheModelsQuota_IsA413ThatNamesIt()
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["Limits:ModelBytes"] = "3000");
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("2", [.. s_file, 1]));
        using var first = await registry.UploadAsync("1", s_file);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        using var again = await registry.UploadAsync("1", s_file);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        using var artifact = await registry.UploadAsync("2", [.. s_file, 1]);
        using var evidence = await registry.PostAsync(
            $"{Model}/versions/1/evidence",
            new JsonObject
            {
                ["kind"] = "validation",
                ["tool"] = "evaluator",
                ["producedAt"] = registry.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                ["payload"] = new JsonObject { ["note"] = new string('x', 1_500) },
            }
        );

        foreach (var refused in new[] { artifact, evidence })
        {
            var problem = await RegistryFixture.JsonAsync(refused, HttpStatusCode.RequestEntityTooLarge);
            Assert.Equal("limit.model-bytes", (string?)problem["code"]);
            Assert.Contains("Limits__ModelBytes", (string?)problem["detail"], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Upload_AboveTheCallersDay_IsA429_AndAnotherCallersIsNot(bool announced)
    {
        await using var registry = await RegistryFixture.CreateAsync(settings: s => s["Limits:CallerBytesPerDay"] = "3000");
        await registry.CreatedAsync("/models", RegistryFixture.Model());
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("1", s_file));
        await registry.CreatedAsync($"{Model}/versions", RegistryFixture.Version("2", s_file));
        using var first = await registry.UploadAsync("1", s_file);
        Assert.Equal(HttpStatusCode.Created, first.StatusCode);

        using var second = await SendAsync(registry.Client);
        var problem = await RegistryFixture.JsonAsync(second, HttpStatusCode.TooManyRequests);
        Assert.Equal("limit.caller-bytes", (string?)problem["code"]);
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Empty(Directory.EnumerateFiles(registry.Portal.Get<ContentStore>().TemporaryFolder));

        using var other = await registry.Portal.CreateKeyClientAsync(registry.OwnerId, Scopes.RegistryWrite);
        using var others = await SendAsync(other);
        Assert.Equal(HttpStatusCode.Created, others.StatusCode);

        async Task<HttpResponseMessage> SendAsync(HttpClient client)
        {
            using HttpContent content = announced ? new ByteArrayContent(s_file) : new StreamContent(new Unannounced(s_file));
            return await client.PutAsync(new Uri("/api/v1/models/fraud-scorer/versions/2/artifact", UriKind.Relative), content, Ct);
        }
    }

    [Fact]
    public async Task Start_WithFilesThatOthersMayOpen_ClosesThem()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it has no such modes
        }

        await using var portal = new PortalFactory();
        var (database, store) = (Path.Combine(portal.Folder, "governance.db"), Path.Combine(portal.Folder, "artifacts"));
        Directory.CreateDirectory(store);
        File.SetUnixFileMode(database, File.GetUnixFileMode(database) | UnixFileMode.OtherRead);
        File.SetUnixFileMode(store, File.GetUnixFileMode(store) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        _ = portal.Services;
        var stored = await portal.Get<ContentStore>().StoreAsync(s_file, Ct);

        List<string> paths =
        [
            .. Directory.EnumerateFiles(portal.Folder, "governance.db*"),
            .. Directory.EnumerateFileSystemEntries(store, "*", SearchOption.AllDirectories),
            store,
        ];
        foreach (var path in paths)
        {
            Assert.Equal(
                (path, UnixFileMode.None),
                (path, File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute))
            );
        }

        Assert.True(await portal.Get<ContentStore>().HasAsync(stored.Sha256, Ct));
    }

    [Fact]
    public void Start_WithoutADatabase_MakesItForTheServiceAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // it has no such modes
        }

        var folder = Directory.CreateTempSubdirectory("governance-modes-").FullName;
        try
        {
            var file = Path.Combine(folder, "new", "governance.db");

            PrivateStorage.Ensure(Path.Combine(folder, "artifacts"), $"Data Source={file}", new Said());

            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // 3.53 is the first whose known faults are mended (docs/security/advisories.md).
    [Fact]
    public void Library_OfSqlite_IsTheOneThatComesWithTheProgram() =>
        Assert.True(Version.Parse(DataServices.SqliteVersion()) >= new Version(3, 53), DataServices.SqliteVersion());

    private sealed class Space : IFreeSpace
    {
        public long Free { get; set; } = long.MaxValue;

        public (long Free, long Total)? Of(string folder) => (Free, 1L << 40);
    }

    private sealed class Unannounced(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }

    private sealed class Said : ILogger
    {
        public List<(LogLevel Level, string Words)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Lines.Add((logLevel, formatter(state, exception)));
    }
}
