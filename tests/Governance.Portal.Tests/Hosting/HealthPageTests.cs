using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Governance.Data.Artifacts;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Localisation;
using Governance.Portal.Administration.Admin.Health;
using Governance.Portal.Doctor;
using Governance.Portal.Hosting;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Outbound;
using Governance.Portal.Observability;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Tests.Account;
using Governance.Portal.Tests.Decisions.Streams;
using Governance.Portal.Tests.Monitoring;
using Governance.Reporting.Rendering;
using Governance.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Hosting;

/// <summary>
/// What <c>/readyz</c> says in one word, administrators read in sentences: each limit that protects a node says here what it holds back.
/// </summary>
public sealed class HealthPageTests
{
    private const string Address = "/admin/health";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_OfANodeThatIsWell_SaysSoOfEachPart()
    {
        await using var portal = Portal(s => s.AddSingleton<IFreeSpace>(new Space()));
        using var client = await AdministratorAsync(portal);

        var page = await PageAsync(client);

        Assert.DoesNotContain("Not ready", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Needs attention", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Limit reached", page, StringComparison.Ordinal);
        foreach (
            var sentence in new[]
            {
                "The clock runs evenly and agrees with the database.",
                "0 of 2 pages open.",
                "Every host name that was called resolves to an address.",
                "Nothing was refused for its size in the last hour.",
                "No connection was closed in the last hour for being too slow.",
                "PDF documents can be created.",
                "Not configured: notifications appear only in the portal.",
                "It accepts metrics and traces.",
            }
        )
        {
            Assert.Contains(sentence, page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Disk_BelowTheReserve_IsToldWithWhatIsRefused_AndWhatLimitsTheNodes()
    {
        var (clock, space) = (new TestClock(), new Space());
        await using var portal = Portal(s => s.AddSingleton<TimeProvider>(clock).AddSingleton<IFreeSpace>(space));
        using var client = await AdministratorAsync(portal);

        space.Free = 2_000_000_000;
        Assert.Contains("2.00 GB of 1.10 TB is free. Free some space before uploads are refused.", await PageAsync(client));

        space.Free = 5_000;
        clock.Advance(TimeSpan.FromSeconds(6));
        var page = await PageAsync(client);

        Assert.Contains("Ready, with limitations", page, StringComparison.Ordinal);
        Assert.Contains("What limits every node", page, StringComparison.Ordinal);
        Assert.Contains("has less free space than Storage__ReserveBytes", page, StringComparison.Ordinal);
        Assert.Contains(
            "5.00 kB of 1.10 TB is free. Uploads and streams are refused until there is more; everything else works.",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("Uploads and streams leave 1 GiB free", page, StringComparison.Ordinal);
    }

    /// <summary>On SQLite the database's clock is the machine's own: nothing but the time that passed tells.</summary>
    [Fact]
    public async Task Clock_ThatJumps_IsToldForAnHour_AndSetsNothingOff()
    {
        var clock = new TestClock();
        await using var portal = Portal(s => s.AddSingleton<TimeProvider>(clock));
        using var client = await AdministratorAsync(portal);
        var watch = portal.Get<ClockWatch>();
        await watch.RunAsync(Ct);

        clock.Advance(TimeSpan.FromSeconds(2));
        await watch.RunAsync(Ct);
        Assert.Contains("The clock runs evenly", await PageAsync(client), StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromSeconds(90));
        await watch.RunAsync(Ct);
        Assert.Contains("The clock jumped forward by 1 min 30 s: it was changed or the machine was suspended.", await PageAsync(client));

        clock.Advance(TimeSpan.FromSeconds(-60));
        await watch.RunAsync(Ct);
        Assert.Contains("The clock was set back by 1 min", await PageAsync(client), StringComparison.Ordinal);
        Assert.Equal("ready", await ReadyAsync(client));
    }

    [Fact]
    public async Task Log_ThatEndsLaterThanNow_IsTold_WithHowMuch_AtTheStartAndByDoctorToo()
    {
        var clock = new TestClock();
        var lines = new Said();
        await using var portal = Portal(s => s.AddSingleton<TimeProvider>(clock));
        portal.Logging = lines;
        using var client = await AdministratorAsync(portal);
        Assert.DoesNotContain("The last log entry is", await PageAsync(client), StringComparison.Ordinal);
        await using (var db = await portal.Databases.CreateDbContextAsync(Ct))
        {
            db.Append(new AuditEvent("test.written", "test", []), Actor.Host, clock.GetUtcNow().AddHours(2).AddSeconds(50));
            await db.SaveChangesAsync(Ct);
        }

        using var host = portal.Get<DataScopeAccessor>().AsHost();
        var doctor = await portal.Get<RunDoctor>().RunAsync(Ct);
        await Startup.PrepareAsync(portal.Services, Ct);

        Assert.Contains("The last log entry is 2 h later than the node", await PageAsync(client), StringComparison.Ordinal);
        Assert.Contains(
            doctor,
            l =>
                l is { State: DoctorState.Warn, Subject: "clock" }
                && l.Sentence.StartsWith("The last entry of the log is 2 h later", StringComparison.Ordinal)
        );
        Assert.Contains(lines.Events, e => e.Id == 1217);
    }

    private sealed class Said : ILoggerProvider, ILogger
    {
        public ConcurrentBag<EventId> Events { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Events.Add(eventId);

        public void Dispose() { }
    }

    [Fact]
    public async Task Name_WithoutAnAddress_IsNamed_UntilItHasOne()
    {
        await using var portal = Portal();
        using var client = await AdministratorAsync(portal);
        await Assert.ThrowsAsync<OutboundException>(() => CallAsync(portal));

        var page = await PageAsync(client);
        portal.Get<UnresolvedNames>().Found("receiver.invalid");

        Assert.Contains("No address was found for receiver.invalid. Check the spelling", page, StringComparison.Ordinal);
        Assert.Contains("Every host name that was called resolves to an address.", await PageAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Collector_ThatAcceptsNothing_IsToldWithTheReason()
    {
        await using var portal = Portal();
        using var client = await AdministratorAsync(portal);
        portal.Get<OtlpState>().Tell("127.0.0.1 could not be called.");

        Assert.Contains("It does not accept metrics and traces: 127.0.0.1 could not be called.", await PageAsync(client));
        Assert.Equal("degraded", await ReadyAsync(client));
    }

    [Fact]
    public async Task Tables_ThatAreTooLarge_AreCounted()
    {
        await using var portal = Portal();
        portal.Settings["Limits:TableBytes"] = "1024";
        await portal.CreateUserAsync("ann@bank.example", Roles.Administrator);
        using var sender = await UploadApiTests.ClientAsync(portal);
        using var client = await portal.SignInAsync("ann@bank.example");

        using var refused = await UploadApiTests.SendAsync(
            sender,
            "/api/v1/monitoring/fraud/1.0.0/windows?role=reference",
            Predictions.Utf8(Predictions.Csv(400, "2026-09-14")),
            "text/csv"
        );

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        var page = await PageAsync(client);
        Assert.Contains("One request was refused for its size in the last hour.", page, StringComparison.Ordinal);
        Assert.Contains("A table may have at most 1 KiB and 5,000,000 rows", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_AsManyAsMayBeOpen_AreTold_OnAPageThatOpensAllTheSame()
    {
        await using var portal = Portal();
        using var client = await AdministratorAsync(portal);
        for (var i = 0; i < 2; i++)
        {
            await OpenPagesTests.OpenAsync(portal);
        }

        Assert.Contains("2 of 2 pages are open: anyone else is asked to try again in a minute. Add a node.", await PageAsync(client));
    }

    [Fact]
    public async Task Renderer_ThatHangs_DegradesTheNodeAfterThreeDocuments_AndIsTold()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell.");
        await using var portal = Portal();
        var silent = Path.Combine(portal.Folder, "silent-browser");
        await File.WriteAllTextAsync(silent, "#!/bin/sh\nexec sleep 60\n", Ct);
#pragma warning disable CA1416 // Skipped there.
        File.SetUnixFileMode(silent, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        portal.Settings["Reports:ChromiumPath"] = silent;
        portal.Settings["Reports:Timeout"] = "00:00:00.500";
        using var client = await AdministratorAsync(portal);
        await FailAsync();
        Assert.Contains("The renderer did not respond for the last document.", await PageAsync(client), StringComparison.Ordinal);
        Assert.Equal("ready", await ReadyAsync(client));

        await FailAsync();
        await FailAsync();

        Assert.Contains("The renderer did not respond for the last 3 documents.", await PageAsync(client), StringComparison.Ordinal);
        await Task.Delay(TimeSpan.FromSeconds(1.1), Ct); // an answer of /readyz is kept for a second
        Assert.Equal("degraded", await ReadyAsync(client));

        async Task FailAsync() => await Assert.ThrowsAnyAsync<Exception>(() => portal.Get<IPdfRenderer>().RenderAsync("<p>report", Ct));
    }

    [Fact]
    public async Task Clients_ThatDoNotFinish_AreClosedAndCounted()
    {
        await using var portal = Portal(
            s => s.Configure<KestrelServerOptions>(o => o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1)),
            runsJobs: true
        );
        portal.UseKestrel(0);
        portal.StartServer();
        await portal.CreateUserAsync("ann@bank.example", Roles.Administrator);
        using var client = await portal.SignInAsync("ann@bank.example");
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port, Ct);
        await slow.GetStream().WriteAsync("GET /signin HTTP/1.1\r\nHost: localhost\r\nX-Slow: "u8.ToArray(), Ct);
        while (await slow.GetStream().ReadAsync(new byte[1024], Ct) > 0) { }

        await Until.HoldsAsync(
            "the closed connection is counted",
            TimeSpan.FromSeconds(30),
            async _ =>
                (await PageAsync(client)).Contains(
                    "One connection was closed in the last hour because it was too slow.",
                    StringComparison.Ordinal
                ),
            Ct
        );
    }

    [Fact]
    public async Task Stream_WhileTheDiskIsBelowItsReserve_WaitsAtTheBroker_AndGoesOnLater()
    {
        var space = new Space();
        await using var portal = new PortalFactory { RunsJobs = false, Replace = s => s.AddSingleton<IFreeSpace>(space) };
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        await RegistrySeed.VersionAsync(portal, "credit-default", "2.0.0");
        var broker = new FakeBroker();
        broker.Add([.. Enumerable.Range(0, 30).Select(n => Decisions.DecisionLines.Line($"d{n}", n).ToJsonString())]);
        var reader = StreamsFixture.Reader(portal, broker, StreamsFixture.Source());
        space.Free = 1;

        Assert.True(reader.TryBegin());
        await Assert.ThrowsAsync<StreamException>(() => reader.RunAsync(Ct));

        var state = portal.Get<StreamStates>().Of("loans");
        Assert.Equal((0, 0, "storage.full"), (broker.Confirmed, broker.DeadLetters.Count, state.HeldUp));
        space.Free = long.MaxValue;
        await StreamsFixture.ReadUntilAsync(() => reader, () => broker.Confirmed == 30, Ct);
        Assert.Equal(0, portal.Get<StreamStates>().Of("loans").Failures);
    }

    [Fact]
    public async Task Part_ThatCannotBeRead_IsNamedAsAlways()
    {
        await using var portal = Portal();
        portal.Replace = services => services.AddSingleton<IHealthSource, BrokenSource>();

        var lines = (await portal.Get<ReadHealth>().RunAsync(Ct)).Lines;

        Assert.Equal(HealthState.Impaired, Assert.Single(lines, l => l.Subject == "Bucket of the test").State);
    }

    [Fact]
    public async Task EverythingThatThePageSays_IsThereInGerman()
    {
        await using var portal = Portal();
        using var host = portal.Get<DataScopeAccessor>().AsHost();
        using var german = Languages.Use("de");
        var texts = T.Current!;
        List<string> missing = [];
        foreach (var source in portal.Services.GetServices<IHealthSource>())
        {
            if (texts.Find(source.Subject) is null)
            {
                missing.Add(source.Subject);
            }

            await foreach (var line in source.ReadAsync(Ct))
            {
                missing.AddRange(new[] { line.Subject, line.Sentence.Format, line.Limit.Format }.Where(text => texts.Find(text) is null));
            }
        }

        Assert.Empty(missing);
    }

    [Fact]
    public async Task Page_OfAGermanReader_IsGerman()
    {
        await using var portal = Portal();
        using var client = await AdministratorAsync(portal);
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("de");
        Assert.Contains(
            "Jeder aufgerufene Hostname lässt sich in eine Adresse auflösen.",
            await PageAsync(client),
            StringComparison.Ordinal
        );
    }

    // A renderer that is there (any program is, until it is asked), a collector, and hosts that may be called.
    private static PortalFactory Portal(Action<IServiceCollection>? replace = null, bool runsJobs = false) =>
        new()
        {
            RunsJobs = runsJobs,
            Replace = replace,
            Settings =
            {
                ["Limits:OpenPages"] = "2",
                ["Reports:ChromiumPath"] = Environment.ProcessPath,
                ["Telemetry:Otlp:Endpoint"] = runsJobs ? "" : "http://127.0.0.1:1",
                ["Outbound:PrivateHosts:0"] = "127.0.0.1",
                ["Outbound:AllowedHosts:0"] = "receiver.invalid",
            },
        };

    private static async Task<HttpClient> AdministratorAsync(PortalFactory portal)
    {
        await portal.CreateUserAsync("ann@bank.example", Roles.Administrator);
        return await portal.SignInAsync("ann@bank.example");
    }

    private static Task<OutboundAnswer> CallAsync(PortalFactory portal) =>
        portal
            .Get<OutboundClient>()
            .SendAsync(HttpMethod.Post, new Uri("https://receiver.invalid/"), "{}"u8.ToArray(), "application/json", null, Ct);

    private static async Task<string> PageAsync(HttpClient client) =>
        WebUtility.HtmlDecode(await client.GetStringAsync(Address, Ct)).Replace('\u00a0', ' ');

    private static async Task<string?> ReadyAsync(HttpClient client) =>
        (string?)(await client.GetFromJsonAsync<JsonObject>("/readyz", Ct))!["status"];

    private sealed class Space : IFreeSpace
    {
        public long Free { get; set; } = 1L << 39;

        public (long Free, long Total)? Of(string folder) => (Free, 1L << 40);
    }

    private sealed class BrokenSource : IHealthSource
    {
        public string Subject => "Bucket of the test";

        public IAsyncEnumerable<HealthLine> ReadAsync(CancellationToken ct) => throw new TimeoutException("It does not answer.");
    }
}
