using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Governance.Portal.Tests.Doors;

/// <summary>What waits has an end: it is refused with a time to come again, before the caller has given up.</summary>
public sealed class CallsAtOnceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_BeyondTheBound_AreRefusedWithATime_AndOneCallerHasHalf()
    {
        var calls = new CallsAtOnce(Options.Create(new LimitsOptions { CallsAtOnce = 4 }));
        var release = new TaskCompletionSource();
        List<Task<HttpContext>> held = [CallAsync("10.0.0.1"), CallAsync("10.0.0.1")];

        var third = await CallAsync("10.0.0.1");
        Assert.Equal((503, "1"), (third.Response.StatusCode, third.Response.Headers.RetryAfter.ToString()));
        held.AddRange([CallAsync("10.0.0.2"), CallAsync("10.0.0.2")]);
        Assert.Equal(503, (await CallAsync("10.0.0.3")).Response.StatusCode);
        release.SetResult();
        Assert.All(await Task.WhenAll(held), c => Assert.Equal(200, c.Response.StatusCode));
        Assert.Equal(0, calls.Present);
        Assert.Equal(200, (await CallAsync("10.0.0.3")).Response.StatusCode);

        async Task<HttpContext> CallAsync(string address)
        {
            var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
            context.Request.Path = "/api/v1/models";
            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            await calls.InvokeAsync(context, _ => release.Task);
            return context;
        }
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Call_WhileOthersWaitForTheDatabase_IsRefusedAsBusy_AndAPageIsNot(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind, settings: s => s["Limits:CallsAtOnce"] = "2");
        Task<HttpResponseMessage> waiting;
        await using (await HeldAsync(registry, kind))
        {
            waiting = registry.Client.PostAsJsonAsync("/api/v1/models", RegistryFixture.Model("waits"), Ct);
            await Until.HoldsAsync(
                "it waits",
                TimeSpan.FromSeconds(60),
                _ => Task.FromResult(registry.Portal.Get<CallsAtOnce>().Present == 1),
                Ct
            );

            using var refused = await registry.Client.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct);

            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            var problem = await refused.Content.ReadFromJsonAsync<JsonObject>(Ct);
            Assert.Equal("service.busy", (string?)problem!["code"]);
            using var page = registry.Portal.CreateClient();
            using var health = await page.GetAsync(new Uri("/healthz", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        }

        using var made = await waiting;
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(0, registry.Portal.Get<CallsAtOnce>().Present);
    }

    [Fact]
    public async Task Lane_WhoseTurnDoesNotComeInTime_IsLeft()
    {
        var clock = new TurnableClock();
        using var lane = new Lane(1, 5, 1, 5, TimeSpan.FromSeconds(15), clock);
        var first = await lane.EnterAsync("a", Ct);
        var second = lane.EnterAsync("b", Ct);

        clock.Turn(TimeSpan.FromSeconds(14));
        Assert.False(second.IsCompleted);
        clock.Turn(TimeSpan.FromSeconds(1));

        Assert.Null(await second);
        Assert.Equal(1, lane.Present);
        first!.Dispose();
        (await lane.EnterAsync("c", Ct))!.Dispose();
    }

    [Fact]
    public async Task Table_BeyondThoseThatMayWait_IsRefused_AndSoIsOneWhoseTurnDoesNotCome()
    {
        var clock = new TurnableClock();
        using var analysis = new WindowAnalysis(
            Options.Create(new LimitsOptions { WaitingTables = 1 }),
            Options.Create(new MonitoringOptions()),
            null!,
            clock
        );
        // As many as are measured at once, and none of them ends.
        var measured = new List<IDisposable>();
        for (var i = 0; i < Math.Max(1, Environment.ProcessorCount / 2); i++)
        {
            measured.Add((await analysis.UploadTurnAsync(i.ToString(CultureInfo.InvariantCulture), Ct)).Value);
        }

        var waiting = analysis.UploadTurnAsync("waits", Ct);
        var refused = await analysis.UploadTurnAsync("too many", Ct);

        Assert.Equal("monitoring.too-many-tables", refused.Refusal?.Code);
        Assert.NotNull(refused.Refusal!.RetryAfter);
        Assert.False(waiting.IsCompleted);
        clock.Turn(TimeSpan.FromMinutes(2));
        Assert.Equal("monitoring.too-many-tables", (await waiting).Refusal?.Code);
        measured.ForEach(m => m.Dispose());
        (await analysis.UploadTurnAsync("again", Ct)).Value.Dispose();
    }

    private static async Task<IAsyncDisposable> HeldAsync(RegistryFixture registry, DatabaseKind kind)
    {
        if (kind is DatabaseKind.Sqlite)
        {
            var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
            await db.Database.BeginTransactionAsync(Ct);
            return db;
        }

        var connection = new NpgsqlConnection(registry.Portal.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("""BEGIN; LOCK TABLE "Models" IN ACCESS EXCLUSIVE MODE""", connection);
        await command.ExecuteNonQueryAsync(Ct);
        return connection;
    }
}
