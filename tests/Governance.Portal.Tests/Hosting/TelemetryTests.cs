using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Observability;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hosting;

/// <summary>
/// What a portal that is watched says of itself, to whom, and what it keeps to itself. Alone: spans are heard from the whole process, and
/// those of a hundred other portals fill the queue of what is sent. A run gives it a process of its own (build.sh).
/// </summary>
[Collection(nameof(Alone))]
[Trait("Needs", "OwnProcess")]
public sealed partial class TelemetryTests
{
    private const string Person = "mira.secretname@bank.example";
    private const string Model = "hidden-model";
    private const string Trace = "6f1d3c5b7a9e402b8c4d5e6f70819a2b";
    private const string Circuits =
        "Microsoft.AspNetCore.Components.Server.Circuits.CircuitMetrics, Microsoft.AspNetCore.Components.Server";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    // Panels that have nothing to show while nothing is wrong, no browser is open, and in the first minute.
    private static readonly string[] s_silent =
    [
        "Governance Portal: database and disks: Write conflicts",
        "Governance Portal: database and disks: Refused: database unavailable",
        "Governance Portal: jobs and queues: Failed rounds",
        "Governance Portal: log and checkpoints: New entries",
        "Governance Portal: overview: Open circuits",
        "Governance Portal: overview: Errors by route",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Portal_ThatIsWatched_ExposesWhatDashboardsAndRulesAsk_AtThatPortAlone_AndNoRecordPersonOrAddress()
    {
        await using var collector = await Receiver.StartAsync();
        var log = new Lines();
        var published = new ConcurrentDictionary<string, bool>(StringComparer.Ordinal);
        using var listener = new MeterListener { InstrumentPublished = (instrument, _) => published[instrument.Name] = true };
        listener.Start();
        await using (var portal = Watched(log, collector))
        {
            await UseAsync(portal);
            // Its age is among what is asked for; the job signs one at some moment, beside the test.
            await portal.Get<CheckpointSigner>().SignAsync(Ct);
            foreach (var source in portal.Services.GetServices<IMeasureNode>())
            {
                await source.MeasureAsync(portal.Get<PortalMeter>(), Ct);
            }

            await using var once = await portal.Databases.CreateDbContextAsync(Ct);
            var round = await MeasuringRound.BeginAsync(once, portal.Get<DatabaseClock>(), portal.Get<TimeProvider>(), Ct);
            foreach (var source in portal.Services.GetServices<IMeasureState>())
            {
                await using var db = await portal.Databases.CreateDbContextAsync(Ct);
                await source.MeasureAsync(portal.Get<PortalMeter>(), db, round, Ct);
            }

            // A queue's work is timed by the kit (PortalMeterTests); here its name is looked for.
            portal.Get<PortalMeter>().ItemEnded("reports", portal.Get<PortalMeter>().Now(), succeeded: true);
            // And a stream's, which no broker brings here (StreamTests).
            portal.Get<PortalMeter>().Streams.State("loans", lag: 3, failures: 0, last: null);
            await Until.HoldsAsync(
                "the collector has metrics",
                s_patience,
                _ => Task.FromResult(Holds(collector, "governance.otlp.up")),
                Ct
            );

            var text = await ScrapeAsync(portal);
            var missing = Asked().Where(name => !text.Contains($"\n{name}", StringComparison.Ordinal)).ToList();

            // A circuit is counted from the first page that a browser opens: here only that there is something to count.
            Assert.NotNull(portal.Services.GetService(Type.GetType(Circuits, throwOnError: true)!));
            Assert.Equal(["aspnetcore_components_circuit_active"], missing);
            Assert.Contains("aspnetcore.components.circuit.active", published.Keys);
            Assert.Contains("action=\"model.registered\",outcome=\"done\"", text, StringComparison.Ordinal);
            Assert.Contains("at=\"request\",code=\"identity.scope-missing\",status=\"403\"", text, StringComparison.Ordinal);
            Assert.Contains("allow=\"false\",reason=\"gate.version-unknown\"", text, StringComparison.Ordinal);
            Assert.Contains("http_route=\"/api/v1/models/{model}\"", text, StringComparison.Ordinal);
            Assert.Contains("keeper=\"anchor 1\"", text, StringComparison.Ordinal);
            AssertSaysNothingOf(portal, text);
            await using (var prometheus = await PrometheusServer.StartAsync(portal.Get<MetricsServer>().Address!, Deploy(), Ct))
            {
                Assert.Empty(await prometheus.FaultyRulesAsync(Ct));
                Assert.Empty((await prometheus.SilentPanelsAsync(Ct)).Except(s_silent, StringComparer.Ordinal));
            }

            // Every queue there is is measured.
            var queues = PortalAssemblies.Types.Where(t =>
                t is { IsAbstract: false, BaseType.IsGenericType: true } && t.BaseType.GetGenericTypeDefinition() == typeof(WorkQueue<>)
            );
            Assert.Empty(queues.Except(portal.Services.GetServices<IMeasureState>().Select(s => s.GetType())));
            // The port of the portal has no metrics, and the port of the metrics no portal.
            using var scraper = Scraper(portal);
            Assert.Equal(HttpStatusCode.NotFound, (await scraper.GetAsync("/api/v1/models", Ct)).StatusCode);
            using var own = await portal.CreateClient().GetAsync("/metrics", Ct);
            Assert.DoesNotContain("governance_", await own.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);

            // What is sent while the collector is away is lost.
            await Until.HoldsAsync(
                "the traces have come",
                s_patience,
                _ => Task.FromResult(Holds(collector, "GET /api/v1/models/{model}")),
                Ct
            );

            collector.Away = true;
            await Until.HoldsAsync("the log says that the collector is away", s_patience, _ => Task.FromResult(log.Has(1222)), Ct);
            var sent = collector.Sent.Count;
            await Until.HoldsAsync("it is tried again", s_patience, _ => Task.FromResult(collector.Sent.Count > sent + 1), Ct);
            using var ready = await portal.CreateClient().GetAsync("/readyz", Ct);
            Assert.Equal((HttpStatusCode.OK, "degraded"), (ready.StatusCode, await StatusOf(ready)));
            Assert.Single(log.Said, l => l.Event == 1222);

            collector.Away = false;
            await Until.HoldsAsync("the log says that it is back", s_patience, _ => Task.FromResult(log.Has(1223)), Ct);
        }

        // What is sent by OTLP has passed the same sieve, and traces are named by their route.
        Assert.True(Holds(collector, "governance.action.duration"));
        Assert.True(Holds(collector, "model.registered"));
        // An exemplar: a measurement leads to the trace of a request that was measured.
        var durations = collector.Taken.Where(c => Holds(c, "http.server.request.duration"));
        Assert.Contains(durations, c => c.Body.AsSpan().IndexOf(Convert.FromHexString(Trace)) >= 0);
        Assert.All(collector.Taken, c => Assert.Equal("s3cret", c.Headers["x-tenant"]));
        Assert.All(collector.Taken, c => Assert.DoesNotContain(Model, Encoding.UTF8.GetString(c.Body), StringComparison.Ordinal));
        Assert.All(collector.Taken, c => Assert.DoesNotContain("secretname", Encoding.UTF8.GetString(c.Body), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/metrics")]
    [InlineData("https://collector.example/otlp/", "https://collector.example/otlp/v1/metrics")]
    public void Address_OfASignal_IsNoneWithoutAnEndpoint(string endpoint, string? address) =>
        Assert.Equal(
            address,
            new OtlpOptions { Endpoint = endpoint }
                .AddressOf("v1/metrics")
                ?.ToString()
        );

    [Theory]
    [InlineData("http://collector.example:4318", "", "Outbound__AllowedHosts")]
    [InlineData("collector:4318", "", "Telemetry__Otlp__Endpoint")]
    [InlineData("http://127.0.0.1:4318", "/nowhere/headers", "Telemetry__Otlp__HeadersFile")]
    public void Endpoint_ThatCannotBeUsed_IsNamed(string endpoint, string headers, string named)
    {
        var outbound = Microsoft.Extensions.Options.Options.Create(new Kernel.Outbound.OutboundOptions { PrivateHosts = ["127.0.0.1"] });

        var answer = new OtlpEndpointValidator(outbound).Validate(null, new OtlpOptions { Endpoint = endpoint, HeadersFile = headers });

        Assert.Contains(named, answer.FailureMessage, StringComparison.Ordinal);
    }

    private static async Task UseAsync(PortalFactory portal)
    {
        await portal.CreateUserAsync(Person, "Engineer");
        await portal.CreateUserAsync(RegistryFixture.Owner, "ModelOwner");
        var engineer = await portal.SignInAsync(Person);
        using var made = await engineer.PostAsJsonAsync("/api/v1/models", RegistryFixture.Model(Model), Ct);
        Assert.True(made.StatusCode == HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Ct));
        var key = await portal.CreateKeyClientAsync(null, "registry:read", "gate:read");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/models/{Model}");
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        using var read = await key.SendAsync(request, Ct);
        using var gate = await key.GetAsync($"/api/v1/gates/deploy?model={Model}&version=1.0.0&stage=production", Ct);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (read.StatusCode, gate.StatusCode));
        using var refused = await key.PostAsJsonAsync("/api/v1/models", RegistryFixture.Model("other"), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    private static void AssertSaysNothingOf(PortalFactory portal, string text)
    {
        var configuration = portal.Get<Microsoft.Extensions.Configuration.IConfiguration>();
        var database = new Npgsql.NpgsqlConnectionStringBuilder(configuration["ConnectionStrings:Governance"]);
        Assert.DoesNotContain(Model, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secretname", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("USR-", text, StringComparison.Ordinal);
        Assert.DoesNotContain(database.Database!, text, StringComparison.Ordinal);
        Assert.DoesNotContain(portal.Folder, text, StringComparison.Ordinal);
        Assert.DoesNotMatch(Address(), text);
    }

    private static string Deploy()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Governance.Portal.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        return Path.Combine(root, "deploy");
    }

    /// <summary>Every metric that a dashboard or a rule names.</summary>
    private static List<string> Asked()
    {
        var rules = File.ReadAllText(Path.Combine(Deploy(), "prometheus/alerts.yaml"));
        var boards = Directory.GetFiles(Path.Combine(Deploy(), "grafana"), "*.json").Select(File.ReadAllText);
        var names = boards.Append(rules).SelectMany(t => Metric().Matches(t).Select(m => m.Value)).Distinct(StringComparer.Ordinal);
        return [.. names.Order(StringComparer.Ordinal)];
    }

    private static PortalFactory Watched(Lines log, Receiver collector)
    {
        var portal = new PortalFactory(DatabaseKind.Postgres) { Logging = log }.With(PortalFactory.LeftOut);
        var headers = Path.Combine(portal.Folder, "headers");
        File.WriteAllText(headers, "# of the collector\nx-tenant: s3cret\n");
        portal.Settings["Telemetry:MetricsPort"] = "0";
        portal.Settings["Telemetry:StateSeconds"] = "1";
        portal.Settings["Telemetry:Otlp:Endpoint"] = collector.Url.ToString();
        portal.Settings["Telemetry:Otlp:HeadersFile"] = headers;
        portal.Settings["Telemetry:Otlp:MetricsSeconds"] = "1";
        portal.Settings["Telemetry:Otlp:TraceShare"] = "1";
        portal.Settings["Outbound:PrivateHosts:0"] = "127.0.0.1";
        portal.Settings["Audit:Anchors:0"] = Path.Combine(portal.Folder, "anchor.txt");
        return portal;
    }

    private static HttpClient Scraper(PortalFactory portal) => new() { BaseAddress = portal.Get<MetricsServer>().Address };

    private static async Task<string> ScrapeAsync(PortalFactory portal)
    {
        using var scraper = Scraper(portal);
        return await scraper.GetStringAsync("/metrics", Ct);
    }

    private static async Task<string?> StatusOf(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["status"];

    private static bool Holds(Receiver collector, string name) => collector.Taken.Any(c => Holds(c, name));

    private static bool Holds(Received call, string name) => call.Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(name)) >= 0;

    [GeneratedRegex(
        @"\b(governance|http_server|dotnet|db_client|microsoft_entityframeworkcore|aspnetcore_components)_[a-z_]+\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Metric();

    [GeneratedRegex(@"127\.0\.0\.1|::1\b|localhost", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(int Event, string Text)> Said { get; } = new();

        public bool Has(int @event) => Said.Any(l => l.Event == @event);

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel level,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Said.Enqueue((eventId.Id, formatter(state, exception)));
    }
}
