using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data.Api;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Kernel.AuditLog;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Hosting;

/// <summary>
/// The first start of an installation of several nodes: started at once on an empty database they come up as one, and what they write to
/// standard output is what docs/operations.md says of it. In every run ShutdownTests starts a program of its own, on SQLite.
/// </summary>
public sealed class FirstStartTests(FirstStartTests.FirstRound first) : IClassFixture<FirstStartTests.FirstRound>
{
    private const string Password = "a few words are good";
    private const string TokenLine = "First run: open /setup and enter this one-time token: ";
    private const string KeyLine = "Created the audit log's key. Its public key, which those who verify the log keep outside the portal: ";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [WholeFact]
    public async Task Nodes_StartedAtOnceOnAnEmptyDatabase_ComeUpAsOneInstallation()
    {
        const int rounds = 9;
        var longest = await ComeUpAsync(await first.StartAsync());
        for (var round = 1; round < rounds; round++)
        {
            await using var nodes = await StartedAtOnce.StartAsync(Ct);
            var took = await ComeUpAsync(nodes);
            longest = took > longest ? took : longest;
        }

        Soak.Report(
            $"{StartedAtOnce.Nodes} nodes started at once on an empty database",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rounds} rounds, {rounds * StartedAtOnce.Nodes} starts: all ready, the slowest after "
            )
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{longest.TotalSeconds:F1} s; one schema, one set of roles, one key and one first run each time"
                )
        );
    }

    [WholeFact]
    public async Task LogLines_OfRunningNodes_CarryTimeAndTheTraceIdOfTheAnswer()
    {
        var nodes = await first.StartAsync();
        var node = nodes.All[0];
        using var client = new HttpClient { BaseAddress = node.Address };

        using var answer = await client.GetAsync("/api/v1/nothing-here", Ct);

        var trace = (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>(Ct))!["traceId"];
        Assert.NotNull(trace);
        // The line of its end is written after the answer was sent.
        await Until.HoldsAsync(
            "the log says that the request finished",
            s_patience,
            _ =>
                Task.FromResult(
                    node.Lines.Any(l =>
                        l.Contains(trace, StringComparison.Ordinal) && l.Contains("Request finished", StringComparison.Ordinal)
                    )
                ),
            Ct
        );

        var until = TimeProvider.System.GetUtcNow();
        var lines = nodes.All.SelectMany(n => n.Lines).Where(l => !IsForTheOperator(l)).Select(l => JsonNode.Parse(l)!.AsObject()).ToList();
        Assert.All(lines, line => Assert.InRange(TimeOf(line), Floor(nodes.BeganAt), until));
        var requests = lines.Where(l => Scope(l, "RequestPath") is not null).ToList();
        Assert.All(requests, line => Assert.Matches("^[0-9a-f]{32}$", Scope(line, "TraceId")));
        var own = requests.Where(l => Scope(l, "TraceId") == trace).ToList();
        Assert.NotEmpty(own);
        Assert.All(own, line => Assert.Equal("/api/v1/nothing-here", Scope(line, "RequestPath")));
    }

    /// <returns>How long it took.</returns>
    private static async Task<TimeSpan> ComeUpAsync(StartedAtOnce nodes)
    {
        await Assert.AllAsync(nodes.All, async node => Assert.Equal("ready", await ReadyAsync(node.Address)));
        await using (var db = await nodes.OpenAsync(Ct))
        {
            Assert.Empty(await db.Database.GetPendingMigrationsAsync(Ct));
            Assert.Equal(db.Database.GetMigrations(), await db.Database.GetAppliedMigrationsAsync(Ct));
            var roles = await db.Roles.Select(r => r.Name!).ToListAsync(Ct);
            Assert.Equal(Roles.All.Order(StringComparer.Ordinal), roles.Order(StringComparer.Ordinal));
            foreach (var setting in new[] { Setting.InstallationId, LogKey.OriginSetting })
            {
                Assert.Single(await db.Settings.Where(s => s.Key == setting).ToListAsync(Ct));
            }
        }

        Assert.Single(nodes.All.SelectMany(n => n.Lines), l => l.StartsWith(KeyLine, StringComparison.Ordinal));
        await FirstRunHappensOnceAsync(nodes);
        return nodes.Took;
    }

    private static async Task FirstRunHappensOnceAsync(StartedAtOnce nodes)
    {
        var token = await File.ReadAllTextAsync(Path.Combine(nodes.KeyFolder, FirstRun.TokenFile), Ct);
        var announced = TokenLine + token.Trim();
        Assert.All(nodes.All, node => Assert.Equal([announced], node.Lines.Where(l => l.StartsWith(TokenLine, StringComparison.Ordinal))));

        var answers = await Task.WhenAll(nodes.All.Select((node, i) => SetUpAsync(node.Address, token, $"first-{i}@bank.example")));

        // Those that come too late find an account, or the token used up.
        Assert.Single(answers, HttpStatusCode.Created);
        Assert.All(
            answers,
            answer => Assert.Contains(answer, new[] { HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.Forbidden })
        );
        await using var db = await nodes.OpenAsync(Ct);
        var administrator = Assert.Single(await db.Users.Select(u => u.Email!).ToListAsync(Ct));
        // No one is led to the first run any more, and a session that one node opened is one at each.
        using var browser = new HttpClientHandler { AllowAutoRedirect = false };
        using var person = new HttpClient(browser);
        var credentials = new { email = administrator, password = Password };
        using var signedIn = await person.PostAsJsonAsync(new Uri(nodes.All[0].Address, "/api/v1/session"), credentials, Ct);
        Assert.Equal(HttpStatusCode.OK, signedIn.StatusCode);
        foreach (var node in nodes.All)
        {
            // Where the first administrator sets up the second step that the role asks for.
            using var security = await person.GetAsync(new Uri(node.Address, "/account/security"), Ct);
            Assert.Equal(HttpStatusCode.OK, security.StatusCode);
        }
    }

    private static async Task<HttpStatusCode> SetUpAsync(Uri node, string token, string email)
    {
        using var client = new HttpClient { BaseAddress = node };
        var body = new
        {
            token,
            email,
            name = "First",
            password = Password,
        };
        var status = HttpStatusCode.ServiceUnavailable;
        // A node that had to wait too long for the others says so, and is asked again.
        await Until.HoldsAsync(
            $"{node} answers the first run",
            s_patience,
            async ct =>
            {
                using var answer = await client.PostAsJsonAsync("/api/v1/setup", body, ct);
                status = answer.StatusCode;
                return status is not HttpStatusCode.ServiceUnavailable;
            },
            Ct
        );
        return status;
    }

    private static async Task<string?> ReadyAsync(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        return (string?)(await client.GetFromJsonAsync<JsonObject>("/readyz", Ct))!["status"];
    }

    private static bool IsForTheOperator(string line) =>
        line.StartsWith(TokenLine, StringComparison.Ordinal) || line.StartsWith(KeyLine, StringComparison.Ordinal);

    private static DateTimeOffset TimeOf(JsonObject line) =>
        DateTimeOffset.ParseExact(
            (string)line["Timestamp"]!,
            "yyyy-MM-dd'T'HH:mm:ss.fff'Z'",
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal
        );

    // Lines carry milliseconds.
    private static DateTimeOffset Floor(DateTimeOffset time) => time.AddTicks(-(time.Ticks % TimeSpan.TicksPerMillisecond));

    private static string? Scope(JsonObject line, string name) =>
        line["Scopes"]?.AsArray().OfType<JsonObject>().Select(s => (string?)s[name]).FirstOrDefault(value => value is not null);

    /// <summary>
    /// The nodes that both tests look at, started for the first that asks: where there is no PostgreSQL, it is a test that is skipped.
    /// </summary>
    public sealed class FirstRound : IAsyncDisposable
    {
        private readonly Lazy<Task<StartedAtOnce>> _nodes = new(() => StartedAtOnce.StartAsync(Ct));

        internal Task<StartedAtOnce> StartAsync() => _nodes.Value;

        public async ValueTask DisposeAsync()
        {
            if (_nodes.IsValueCreated && _nodes.Value.IsCompletedSuccessfully)
            {
                await (await _nodes.Value).DisposeAsync();
            }
        }
    }
}
