using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Portal.Hosting;
using Governance.Portal.Tests.Account;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Hosting;

public sealed class HealthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Readyz_FreshInstallation_IsReady(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        var client = portal.CreateClient();

        var answer = await client.GetFromJsonAsync<JsonObject>("/readyz", Ct);

        Assert.Equal("ready", (string?)answer!["status"]);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Program_OlderThanItsDatabase_IsUnready_WritesNothing_AndDoesNotStart(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        using var client = await portal.CreateKeyClientAsync(
            await portal.CreateUserAsync("owner@bank.example", Roles.ModelOwner),
            Scopes.RegistryWrite
        );
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            // It changes nothing of what this program reads and writes, which goes on and starts again.
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('2998_LaterBeside', '99.0.0')""",
                Ct
            );
            await Startup.PrepareAsync(portal.Services, Ct);
            using var still = await RegisterAsync(client, "still");
            Assert.Equal(HttpStatusCode.Created, still.StatusCode);
            await db.Database.ExecuteSqlAsync(
                $"""INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('29990101000000_Later', '99.0.0')""",
                Ct
            );
        }

        using var answer = await client.GetAsync("/readyz", Ct);
        using var written = await RegisterAsync(client, "late");
        var refused = await Assert.ThrowsAsync<SchemaTooNewException>(() => Startup.PrepareAsync(portal.Services, Ct));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, written.StatusCode);
        Assert.Equal("schema.newer", (string?)(await written.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Contains("29990101000000_Later", refused.Message);
        await using var read = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal("still", (await read.Models.SingleAsync(Ct)).Name);
        Assert.Contains(read.Database.GetMigrations().Last(), refused.Message);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Program_WhoseDatabaseStandsBeforeItsFirstSchema_DoesNotStart_AndChangesNothing(DatabaseKind kind)
    {
        await using var portal = new PortalFactory(kind);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        await db.Database.ExecuteSqlAsync($"""DELETE FROM "__EFMigrationsHistory" WHERE "MigrationId" > {SchemaVersions.First}""", Ct);
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "__EFMigrationsHistory" SET "MigrationId" = '20261121180000_Trust' WHERE "MigrationId" = {SchemaVersions.First}""",
            Ct
        );
        var before = await db.Database.GetAppliedMigrationsAsync(Ct);

        var refused = await Assert.ThrowsAsync<SchemaTooOldException>(() => Startup.PrepareAsync(portal.Services, Ct));

        Assert.Contains("20261121180000_Trust", refused.Message);
        Assert.Contains(SchemaVersions.First, refused.Message);
        Assert.Equal(before, await db.Database.GetAppliedMigrationsAsync(Ct));
    }

    [Fact]
    public async Task Writez_WhileWritesWaitForTheLogsLock_IsRefused_AndReadsGoOn()
    {
        var clock = new TestClock();
        await using var portal = new PortalFactory(DatabaseKind.Postgres)
        {
            Replace = services => services.AddSingleton<TimeProvider>(clock),
        };
        var client = portal.CreateClient();
        await using var holder = new NpgsqlConnection(portal.Get<IConfiguration>()["ConnectionStrings:Governance"]);
        await holder.OpenAsync(Ct);
        // The log's lock, as the program calls it: GOVLOG.
        await using (var take = new NpgsqlCommand("SELECT pg_advisory_lock(x'474F564C4F47'::bigint)", holder))
        {
            await take.ExecuteNonQueryAsync(Ct);
        }

        using var waiting = await client.GetAsync("/readyz", Ct);
        using var writes = await client.GetAsync("/writez", Ct);
        await holder.CloseAsync();
        NpgsqlConnection.ClearPool(holder);
        clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await client.GetAsync("/writez", Ct);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (waiting.StatusCode, writes.StatusCode));
        Assert.Equal("""{"status":"degraded","reasons":["log-locked"]}""", await waiting.Content.ReadAsStringAsync(Ct));
        Assert.Equal("""{"status":"refused","reasons":["log-locked"]}""", await writes.Content.ReadAsStringAsync(Ct));
        Assert.Equal((HttpStatusCode.OK, """{"status":"accepted"}"""), (after.StatusCode, await after.Content.ReadAsStringAsync(Ct)));
    }

    [Theory]
    [InlineData("25P03", 503, "service.stood-still")]
    [InlineData("55P03", 503, "service.locked")]
    [InlineData("57P01", 503, "service.database-unavailable")]
    [InlineData("53100", 507, "storage.full")]
    [InlineData("sqlite 13", 507, "storage.full")]
    [InlineData("file 28", 507, "storage.full")]
    public async Task Call_ThatADatabaseOrDiskRefuses_SaysWhich_AndNeverThatThePortalIsToBlame(string said, int status, string code)
    {
        await using var portal = new PortalFactory();
        portal.Replace = services =>
        {
            var real = services.Single(s => s.ServiceType == typeof(IDbContextFactory<GovernanceDbContext>));
            services.Remove(real);
            services.AddSingleton(p => new Switchable((IDbContextFactory<GovernanceDbContext>)real.ImplementationFactory!(p)));
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>>(p => p.GetRequiredService<Switchable>());
        };
        var client = await portal.CreateKeyClientAsync(null, "registry:read");
        portal.Get<Switchable>().Fault = said switch
        {
            "sqlite 13" => new DbUpdateException("save", new Microsoft.Data.Sqlite.SqliteException("database or disk is full", 13)),
            "file 28" => new IOException("No space left on device", 28),
            _ => new InvalidOperationException("query", new PostgresException("said the server", "FATAL", "FATAL", said)),
        };

        using var answer = await client.GetAsync("/api/v1/models", Ct);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(code, (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["code"]);
        Assert.Equal(status == 503 ? "5" : null, answer.Headers.RetryAfter?.ToString());
    }

    [Fact]
    public async Task Call_WhileTheDatabaseIsAway_IsToldToComeBack()
    {
        await using var portal = new PortalFactory();
        portal.Replace = services =>
        {
            var real = services.Single(s => s.ServiceType == typeof(IDbContextFactory<GovernanceDbContext>));
            services.Remove(real);
            services.AddSingleton(p => new Switchable((IDbContextFactory<GovernanceDbContext>)real.ImplementationFactory!(p)));
            services.AddSingleton<IDbContextFactory<GovernanceDbContext>>(p => p.GetRequiredService<Switchable>());
        };
        var client = await portal.CreateKeyClientAsync(null, "registry:read");
        portal.Get<Switchable>().IsAway = true;
        using var probe = portal.CreateClient();
        using var ready = await probe.GetAsync("/readyz", Ct);
        using var writes = await probe.GetAsync("/writez", Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (ready.StatusCode, writes.StatusCode));
        Assert.Equal("""{"status":"unready","reasons":["database"]}""", await ready.Content.ReadAsStringAsync(Ct));

        using var answer = await client.GetAsync("/api/v1/models", Ct);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("5", answer.Headers.RetryAfter?.ToString());
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Equal("service.database-unavailable", (string?)problem!["code"]);
        await KeepsTryingAsync(client, "de", "Das Portal ist im Moment nicht erreichbar");
        await KeepsTryingAsync(client, "en", "The portal is not available at the moment");
        // What a form sent is not sent again, and the page does not say that it was stored.
        using var form = await VisitAsync(client, HttpMethod.Post, "en");
        Assert.DoesNotContain("http-equiv=\"refresh\"", await form.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Contains("may not have been stored", await form.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        // A script of a page gets data, although the browser would take a page.
        using var script = await VisitAsync(client, HttpMethod.Get, "en", mode: "cors");
        Assert.Equal("application/problem+json", script.Content.Headers.ContentType?.MediaType);
    }

    private static async Task KeepsTryingAsync(HttpClient client, string language, string words)
    {
        using var page = await VisitAsync(client, HttpMethod.Get, language);
        var text = await page.Content.ReadAsStringAsync(Ct);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        Assert.Equal("5", page.Headers.RetryAfter?.ToString());
        Assert.Contains($"<h1>{words}</h1>", text, StringComparison.Ordinal);
        Assert.Contains("<meta http-equiv=\"refresh\" content=\"5\">", text, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    // As a browser sends it.
    private static async Task<HttpResponseMessage> VisitAsync(
        HttpClient client,
        HttpMethod method,
        string language,
        string mode = "navigate"
    )
    {
        using var request = new HttpRequestMessage(method, "/models");
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Language", language);
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Mode", mode);
        return await client.SendAsync(request, Ct);
    }

    [Fact]
    public async Task UnknownApiAddress_WithAKey_IsAProblemDocumentWithACode()
    {
        await using var portal = new PortalFactory();
        var client = await portal.CreateKeyClientAsync(null, "registry:read");

        var answer = await client.GetAsync("/api/v1/nothing-here", Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Ct);
        Assert.Equal("request.not-found", (string?)problem!["code"]);
        Assert.NotNull(problem["traceId"]);
    }

    /// <summary>A server that stops answering when the test says so.</summary>
    private sealed class Switchable(IDbContextFactory<GovernanceDbContext> inner) : IDbContextFactory<GovernanceDbContext>
    {
        public bool IsAway
        {
            set => Fault = value ? Away() : null;
        }

        public Exception? Fault { get; set; }

        public GovernanceDbContext CreateDbContext() => Fault is { } fault ? throw fault : inner.CreateDbContext();

        public Task<GovernanceDbContext> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            Fault is { } fault ? throw fault : inner.CreateDbContextAsync(cancellationToken);

        // As a query throws it when the server refuses its connection.
        private static InvalidOperationException Away() =>
            new(
                "An exception has been raised that is likely due to a transient failure.",
                new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused))
            );
    }

    private static Task<HttpResponseMessage> RegisterAsync(HttpClient client, string name) =>
        client.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = name,
                ["owner"] = "owner@bank.example",
                ["riskClass"] = "minimal",
            },
            Ct
        );
}
