using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Governance.Cli.Agents;
using Governance.Cli.Tests.Support;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Tests.Agents;

/// <summary>The guard between a made-up agent and a real server of files.</summary>
public sealed class AgentGuardTests : IDisposable
{
    private static readonly string s_hello =
        Request(0, "initialize", """{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}""")
        + "\n{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("governance-guard-").FullName;

    public AgentGuardTests()
    {
        Directory.CreateDirectory(Inbox);
        Directory.CreateDirectory(Outbox);
        File.WriteAllText(Path.Combine(Inbox, "a.txt"), "what the file says");
        File.WriteAllText(Path.Combine(_folder, "secret.txt"), "what no one may read");
        File.CreateSymbolicLink(Path.Combine(Inbox, "link.txt"), Path.Combine(_folder, "secret.txt"));
    }

    private string Inbox => Path.Combine(_folder, "inbox");

    private string Outbox => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Guard_OfARealServer_ListsAndAllowsOnlyWhatTheManifestSays()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var manifest = await ManifestAsync();
        var answers = await RunAsync(
            manifest,
            McpServers.Files(_folder),
            Request(1, "tools/list", "{}"),
            Call(2, "read_text_file", Argument("path", Path.Combine(Inbox, "a.txt"))),
            Call(3, "write_file", Argument("path", Path.Combine(Inbox, "b.txt"), "content", "x")),
            Call(4, "write_file", Argument("path", Path.Combine(Outbox, "b.txt"), "content", "written")),
            Call(5, "read_text_file", Argument("path", Path.Combine(Outbox, "..", "secret.txt"))),
            Call(6, "read_text_file", Argument("path", Path.Combine(Inbox, "link.txt"))),
            Call(7, "list_directory", Argument("path", Inbox)),
            Call(8, "get_file_info", Argument("path", Inbox)),
            Call(9, "create_directory", Argument("path", Path.Combine(Outbox, "new"))),
            Request(10, "tools/execute", """{"name":"write_file"}"""),
            "not json",
            """[{"jsonrpc":"2.0","id":11,"method":"tools/call"}]""",
            """{"jsonrpc":"2.0","id":12,"method":"ping","method":"tools/call"}""",
            """{"jsonrpc":"2.0","method":"tools/call","params":{"name":"write_file"}}""",
            Request(13, "ping", "{}")
        );

        Assert.Equal(
            ["create_directory", "read_text_file", "write_file"],
            Result(answers, 1).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()).Order()
        );
        Assert.Equal("what the file says", Said(answers, 2));
        Assert.StartsWith("Not allowed. The manifest gives only read access to", Said(answers, 3), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Inbox, "b.txt")));
        Assert.Equal("written", await File.ReadAllTextAsync(Path.Combine(Outbox, "b.txt"), TestContext.Current.CancellationToken));
        Assert.StartsWith("Not allowed. The manifest does not give access to", Said(answers, 5), StringComparison.Ordinal);
        Assert.StartsWith("Not allowed. The manifest does not give access to", Said(answers, 6), StringComparison.Ordinal);
        Assert.Equal("Not allowed. The manifest does not name the tool files.list_directory.", Said(answers, 7));
        Assert.Equal("Not allowed. The description of the tool files.get_file_info differs from the manifest.", Said(answers, 8));
        Assert.EndsWith("A person has to be asked, and the guard has no one to ask.", Said(answers, 9), StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(Outbox, "new")));
        Assert.Equal(-32601, answers.Single(answer => Id(answer) == 10).GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(JsonValueKind.Object, Result(answers, 13).ValueKind);
        // What cannot be read, a list of messages, a member given twice, a call that wants no answer.
        Assert.Equal(4, answers.Count(answer => answer.GetProperty("id").ValueKind == JsonValueKind.Null));
        Assert.DoesNotContain(answers, answer => Id(answer) is 11 or 12);

        var log = (await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();
        var decided = log.Where(line => line.GetProperty("event").GetString() == "call").ToList();
        Assert.Equal(
            ["allow", "deny", "allow", "deny", "deny", "deny", "deny", "ask"],
            decided.Select(line => line.GetProperty("decision").GetString())
        );
        Assert.Equal(Path.Combine(Inbox, "a.txt"), decided[0].GetProperty("scopes")[0].GetString());
        Assert.DoesNotContain("written", await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(
            log,
            line => line.GetProperty("event").GetString() == "hidden" && line.GetProperty("tool").GetString() == "move_file"
        );
    }

    [Fact]
    public async Task Log_ThatGuardsShare_KeepsEveryLineOfEach()
    {
        using var one = new GuardLog(Log, TimeProvider.System);
        using var other = new GuardLog(Log, TimeProvider.System);

        await Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i => Task.Run(() => (i % 2 == 0 ? one : other).Write("call", writer => writer.WriteNumber("step", i))))
        );

        var steps = (await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken)).Select(line =>
            JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()
        );
        Assert.Equal(Enumerable.Range(0, 200), steps.Order());
    }

    [Fact]
    public async Task Guard_WhoseServerEnds_AnswersWhatIsOpenAndEnds()
    {
        var manifest = Plain(new AgentServer("files", "stdio", "x", null, null), []);

        var answers = await RunAsync(manifest, [], ["sh", "-c", "read line; exit 7"], exit: null, Request(1, "initialize", "{}"));

        Assert.Equal(
            "The server exited before it answered.",
            Assert.Single(answers).GetProperty("error").GetProperty("message").GetString()
        );
    }

    [Fact]
    public async Task Guard_WithAWrongPolicy_StartsNothing()
    {
        using var cli = new CliRun();
        var manifest = cli.File("m.json", Plain(new AgentServer("files", "stdio", "x", null, null), []).ToBytes());
        var policy = cli.File("p.yaml", "apiVersion: governance/v1\n");
        var trace = Path.Combine(cli.Folder, "started");

        Assert.Equal(2, await cli.InvokeAsync(["agent", "guard", "--manifest", manifest, "--policy", policy, "--", "touch", trace]));
        Assert.Equal(2, await cli.InvokeAsync(["agent", "guard", "--manifest", manifest, "--tool-server", "other", "--", "touch", trace]));
        Assert.False(File.Exists(trace));
    }

    [Fact]
    public async Task Guard_ThatAsksThePortal_WaitsForAPerson_AndWritesTheCallsDown()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var manifest = await ManifestAsync();
        var sha256 = Sha256Hex.Of(manifest.ToBytes());
        var reads = 0;
        await using var portal = await StubPortal.StartAsync(request =>
            request.Path.EndsWith("CALL-0002", StringComparison.Ordinal)
                ? Answer("CALL-0002", ++reads < 3 ? "ask" : "allow", sha256, ",\"decided\":\"ask\"")
            : request.Path.EndsWith("CALL-0003", StringComparison.Ordinal) ? Answer("CALL-0003", "ask", sha256, ",\"decided\":\"ask\"")
            : request.Text.Contains("read_text_file", StringComparison.Ordinal) ? Answer("CALL-0001", "allow", sha256)
            : request.Text.Contains("/answered\"", StringComparison.Ordinal) ? Answer("CALL-0002", "ask", sha256)
            : request.Text.Contains("create_directory", StringComparison.Ordinal) ? Answer("CALL-0003", "ask", sha256)
            : request.Text.Contains("other", StringComparison.Ordinal) ? Answer("CALL-0004", "allow", new string('0', 64))
            : Answer("CALL-0005", "deny", sha256)
        );
        var answered = Path.Combine(Outbox, "answered");

        var answers = await RunAsync(
            manifest,
            ["--portal", "--agent", "files-agent", "--run", "run-1", "--server", portal.Url],
            McpServers.Files(_folder),
            0,
            Call(2, "read_text_file", Argument("path", Path.Combine(Inbox, "a.txt"))),
            Call(3, "write_file", Argument("path", Path.Combine(Inbox, "b.txt"), "content", "x")),
            Call(4, "create_directory", Argument("path", answered))
                .Replace("\"name\"", "\"_meta\":{\"progressToken\":7},\"name\"", StringComparison.Ordinal),
            Call(5, "create_directory", Argument("path", Path.Combine(Outbox, "late"))),
            Call(6, "write_file", Argument("path", Path.Combine(Outbox, "other.txt"), "content", "x")),
            Call(7, "list_directory", Argument("path", Inbox)),
            Request(8, "ping", "{}")
        );

        Assert.Equal("what the file says", Said(answers, 2));
        Assert.Equal("Not allowed. Because CALL-0005", Said(answers, 3));
        Assert.True(Directory.Exists(answered));
        Assert.Equal("Not allowed. No one answered CALL-0003 in time.", Said(answers, 5));
        Assert.False(Directory.Exists(Path.Combine(Outbox, "late")));
        Assert.StartsWith("Not allowed. The portal and this guard use different manifests", Said(answers, 6), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Outbox, "other.txt")));
        Assert.Equal(JsonValueKind.Object, Result(answers, 8).ValueKind);

        // What the guard finds unfit itself is not asked; each question names run, server, data and arguments.
        var calls = portal.Requests.Where(request => !request.Path.EndsWith("/tools:observed", StringComparison.Ordinal)).ToList();
        Assert.DoesNotContain(calls, request => request.Text.Contains("list_directory", StringComparison.Ordinal));
        var asked = JsonDocument.Parse(calls.First(r => r.Text.Contains("read_text_file", StringComparison.Ordinal)).Body).RootElement;
        Assert.Equal(("run-1", "files"), (asked.GetProperty("run").GetString(), asked.GetProperty("server").GetString()));
        Assert.Equal(Path.Combine(Inbox, "a.txt"), asked.GetProperty("scopes")[0].GetString());
        Assert.Equal(Path.Combine(Inbox, "a.txt"), asked.GetProperty("arguments").GetProperty("path").GetString());
        var log = await DecidedAsync();
        Assert.Equal(["ask", "allow"], log.Where(line => line.Call == "CALL-0002").Select(line => line.Decision));
        Assert.Equal(["ask", "deny"], log.Where(line => line.Call == "CALL-0003").Select(line => line.Decision));
        Assert.Equal(["deny"], log.Where(line => line.Call is null).Select(line => line.Decision));
    }

    [Fact]
    public async Task Guard_WhosePortalIsAway_AllowsOnlyWhatASignedBundleNames()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var manifest = await ManifestAsync();
        using var cli = new CliRun();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = cli.File("key.pem", key.ExportPkcs8PrivateKeyPem());
        var trusted = cli.File("key.pub.pem", DsseKey.Of(key).Pem);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stranger = cli.File("other.pub.pem", DsseKey.Of(other).Pem);
        var file = cli.File("agent.json", manifest.ToBytes());
        var bundle = Path.Combine(cli.Folder, "offline.json");
        string[] make = ["agent", "bundle", "--manifest", file, "--valid", "1h", "--key", secret, "--out", bundle];
        Assert.Equal(2, await cli.InvokeAsync([.. make, "--tool", "files.unknown"], TestContext.Current.CancellationToken));
        Assert.Equal(
            0,
            await cli.InvokeAsync(
                [.. make, "--tool", "files.read_text_file", "--tool", "files.create_directory"],
                TestContext.Current.CancellationToken
            )
        );
        string[] asks = ["--portal", "--agent", "files-agent", "--server", "http://127.0.0.1:9"];
        string[] calls =
        [
            Call(2, "read_text_file", Argument("path", Path.Combine(Inbox, "a.txt"))),
            Call(3, "write_file", Argument("path", Path.Combine(Outbox, "b.txt"), "content", "x")),
            Call(4, "create_directory", Argument("path", Path.Combine(Outbox, "asks"))),
            Call(5, "read_text_file", Argument("path", Path.Combine(_folder, "secret.txt"))),
        ];

        var without = await RunAsync(manifest, asks, McpServers.Files(_folder), 0, calls);
        Assert.All(
            [2, 3, 4, 5],
            id => Assert.StartsWith("Not allowed. The portal does not answer, so nothing is allowed.", Said(without, id))
        );
        var with = await RunAsync(
            manifest,
            [.. asks, "--offline-bundle", bundle, "--bundle-key", trusted],
            McpServers.Files(_folder),
            0,
            calls
        );
        Assert.Equal("what the file says", Said(with, 2));
        Assert.Contains("the offline bundle does not name files.write_file.", Said(with, 3), StringComparison.Ordinal);
        Assert.Contains("so no one can be asked", Said(with, 4), StringComparison.Ordinal);
        Assert.StartsWith("Not allowed. The manifest does not give access to", Said(with, 5), StringComparison.Ordinal);
        Assert.Equal(["b.txt", "asks"], new[] { "b.txt", "asks" }.Where(name => !Path.Exists(Path.Combine(Outbox, name))));

        // Signed by someone else, changed, for another manifest, or over: no guard, or nothing allowed.
        await RunAsync(manifest, [.. asks, "--offline-bundle", bundle, "--bundle-key", stranger], McpServers.Files(_folder), 2, calls);
        await RunAsync(
            manifest with
            {
                Owner = "eve",
            },
            [.. asks, "--offline-bundle", bundle, "--bundle-key", trusted],
            McpServers.Files(_folder),
            2
        );
        var text = await File.ReadAllTextAsync(bundle, TestContext.Current.CancellationToken);
        var at = text.IndexOf("payload", StringComparison.Ordinal) + 40;
        var changed = cli.File("changed.json", text[..at] + (text[at] == 'A' ? 'B' : 'A') + text[(at + 1)..]);
        await RunAsync(manifest, [.. asks, "--offline-bundle", changed, "--bundle-key", trusted], McpServers.Files(_folder), 2);
        var bundled = await OfflineBundle.ReadAsync(bundle, [DsseKey.Of(key)], TestContext.Current.CancellationToken);
        Assert.Null(bundled.WhyNot("files.read_text_file", bundled.ExpiresAt.AddTicks(-1)));
        Assert.NotNull(bundled.WhyNot("files.read_text_file", bundled.ExpiresAt));
    }

    [Fact]
    public async Task Guard_WhosePortalAnswersAnything_AllowsNothingOffline()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var manifest = await ManifestAsync();
        var hanging = new TaskCompletionSource();
        string[] answers = ["recorded", "altered", "proxy", "refused", "words", "broken", "hangs"];
        await using var portal = await StubPortal.StartAsync(async request =>
        {
            if (request.Path.EndsWith("/healthz", StringComparison.Ordinal))
            {
                return StubAnswer.Problem(503, "Unready");
            }

            switch (Array.Find(answers, a => request.Text.Contains($"{a}.txt", StringComparison.Ordinal)))
            {
                case "recorded":
                    return StubAnswer.Problem(503, "The call could not be recorded.", code: "agent-call.not-recorded");
                case "altered":
                    return StubAnswer.Problem(503, "A record was altered.", code: "record.altered");
                case "proxy":
                    return new StubAnswer(502, "text/html", "<html>Bad gateway</html>"u8.ToArray());
                case "refused":
                    return StubAnswer.Problem(403, "No");
                case "words":
                    return new StubAnswer(200, "text/html", "<html>Sign in</html>"u8.ToArray());
                case "broken":
                    return StubAnswer.Json("{\"decision\":");
                case "hangs":
                    await hanging.Task;
                    break;
            }

            return StubAnswer.Json("{}");
        });
        using var cli = new CliRun();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = cli.File("key.pem", key.ExportPkcs8PrivateKeyPem());
        var trusted = cli.File("key.pub.pem", DsseKey.Of(key).Pem);
        var file = cli.File("agent.json", manifest.ToBytes());
        var bundle = Path.Combine(cli.Folder, "offline.json");
        Assert.Equal(
            0,
            await cli.InvokeAsync(
                ["agent", "bundle", "--manifest", file, "--key", secret, "--out", bundle, "--tool", "files.read_text_file"],
                TestContext.Current.CancellationToken
            )
        );

        var said = await RunAsync(
            manifest,
            [
                "--portal",
                "--agent",
                "files-agent",
                "--server",
                portal.Url,
                "--timeout",
                "1s",
                "--offline-bundle",
                bundle,
                "--bundle-key",
                trusted,
            ],
            McpServers.Files(_folder),
            0,
            [.. answers.Select((a, i) => Call(i + 1, "read_text_file", Argument("path", Path.Combine(Inbox, $"{a}.txt"))))]
        );
        hanging.SetResult();

        for (var i = 0; i < answers.Length; i++)
        {
            Assert.StartsWith("Not allowed.", Said(said, i + 1), StringComparison.Ordinal);
        }

        Assert.Contains("though it is running, so nothing is allowed.", Said(said, answers.Length), StringComparison.Ordinal);
        Assert.All(await DecidedAsync(), line => Assert.Equal("deny", line.Decision));
    }

    [Fact]
    public async Task OfflineClock_GoesOnlyForward_AndTakesNoOlderBundle()
    {
        var clock = new SetClock(new DateTimeOffset(2026, 11, 2, 9, 0, 0, TimeSpan.Zero));
        var ct = TestContext.Current.CancellationToken;
        var file = Path.Combine(_folder, "offline.json");
        OfflineBundle Made(DateTimeOffset? issued) =>
            new("production", Plain(new AgentServer("files", "stdio", "x", null, null), []), [], ["files.x"], clock.GetUtcNow().AddHours(1))
            {
                IssuedAt = issued,
            };

        var bundle = Made(clock.GetUtcNow());
        var open = await OfflineClock.OpenAsync(clock, file, null, bundle, ct);
        Assert.Null(bundle.WhyNot("files.x", open.Now()));

        // The clock of the host is set back: time within the guard goes on, and so it does for the next guard.
        clock.Passes(TimeSpan.FromMinutes(50));
        Assert.Null(bundle.WhyNot("files.x", open.Now()));
        clock.Now -= TimeSpan.FromDays(1);
        clock.Passes(TimeSpan.FromMinutes(11));
        Assert.NotNull(bundle.WhyNot("files.x", open.Now()));
        var next = await OfflineClock.OpenAsync(clock, file, null, bundle, ct);
        Assert.NotNull(bundle.WhyNot("files.x", next.Now()));

        // Before the bundle was signed there was no bundle.
        clock.Now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var early = await OfflineClock.OpenAsync(clock, Path.Combine(_folder, "early.json"), null, bundle, ct);
        Assert.Equal(bundle.IssuedAt, early.Now());

        // The newest that was used stays the newest: neither an older one nor one that does not say when it was signed comes after it.
        Assert.NotNull(await OfflineClock.OpenAsync(clock, file, null, Made(bundle.IssuedAt!.Value.AddHours(1)), ct));
        await Assert.ThrowsAsync<CliException>(() => OfflineClock.OpenAsync(clock, file, null, bundle, ct));
        await Assert.ThrowsAsync<CliException>(() => OfflineClock.OpenAsync(clock, file, null, Made(null), ct));

        // What cannot be kept, or was damaged, is said at the start.
        await File.WriteAllTextAsync($"{file}.seen", "{", ct);
        await Assert.ThrowsAsync<CliException>(() => OfflineClock.OpenAsync(clock, file, null, bundle, ct));
        await Assert.ThrowsAsync<CliException>(() =>
            OfflineClock.OpenAsync(clock, file, Path.Combine(_folder, "no", "such", "folder"), bundle, ct)
        );
    }

    private sealed class SetClock(DateTimeOffset now) : TimeProvider
    {
        private long _ticks;

        public DateTimeOffset Now { get; set; } = now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Passes(TimeSpan time)
        {
            Now += time;
            _ticks += time.Ticks;
        }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => _ticks;
    }

    [Fact]
    public async Task Guard_WhosePortalHangs_DeniesInTime_AndTellsTheToolsAgainOnceItAnswers()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var manifest = await ManifestAsync();
        var sha256 = Sha256Hex.Of(manifest.ToBytes());
        var (hanging, refused, reports) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        await using var portal = await StubPortal.StartAsync(async request =>
        {
            var isReport = request.Path.EndsWith("/tools:observed", StringComparison.Ordinal);
            if (isReport)
            {
                if (Interlocked.Increment(ref reports) == 4)
                {
                    refused.SetResult();
                }

                return reports <= 4 ? StubAnswer.Problem(503, "Not now") : StubAnswer.Json("{}");
            }

            // The other call is answered after the guard has stopped trying to report.
            await (request.Text.Contains("hangs", StringComparison.Ordinal) ? hanging : refused).Task;

            return Answer("CALL-0001", "allow", sha256);
        });

        var answers = await RunAsync(
            manifest,
            ["--portal", "--agent", "files-agent", "--server", portal.Url, "--timeout", "2s"],
            McpServers.Files(_folder),
            0,
            Call(2, "read_text_file", Argument("path", Path.Combine(Inbox, "hangs.txt"))),
            Call(3, "read_text_file", Argument("path", Path.Combine(Inbox, "a.txt")))
        );
        hanging.SetResult();

        Assert.StartsWith("Not allowed. The portal does not answer, so nothing is allowed.", Said(answers, 2), StringComparison.Ordinal);
        Assert.EndsWith("it took too long.", Said(answers, 2), StringComparison.Ordinal);
        Assert.Equal("what the file says", Said(answers, 3));
        Assert.Equal(5, reports);
    }

    private static StubAnswer Answer(string call, string decision, string manifest, string more = "") =>
        StubAnswer.Json(
            $$"""
            {"decision":"{{decision}}","reason":"Because {{call}}","code":"agent-call.by-manifest","id":"{{call}}",
            "expiresAt":"2026-03-02T09:05:00Z","manifestSha256":"{{manifest}}"{{more}}}
            """
        );

    private async Task<List<(string? Call, string? Decision)>> DecidedAsync() =>
        [
            .. (await File.ReadAllLinesAsync(Log, TestContext.Current.CancellationToken))
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(line => line.GetProperty("event").GetString() == "call")
                .Select(line => (line.GetProperty("call").GetString(), line.GetProperty("decision").GetString())),
        ];

    private string Log => Path.Combine(_folder, "calls.jsonl");

    private async Task<AgentManifest> ManifestAsync()
    {
        var live = await McpServer.AskAsync(
            new CliHost { Out = TextWriter.Null, Error = TextWriter.Null },
            "stdio",
            McpServers.Text(McpServers.Files(_folder)),
            null,
            TimeSpan.FromSeconds(30),
            TestContext.Current.CancellationToken
        );
        AgentTool Tool(string name, params string[] risks) =>
            new(name, "files", null, live.Tools.Tools.Single(tool => tool.Name == name).Sha256, risks);
        return Plain(
            new AgentServer("files", "stdio", McpServers.Text(McpServers.Files(_folder)), live.Version, live.Tools.Sha256),
            [
                Tool("read_text_file", "read"),
                Tool("write_file", "write"),
                Tool("create_directory", "write", "external"),
                Tool("get_file_info", "read") with
                {
                    SchemaSha256 = new string('0', 64),
                },
            ]
        ) with
        {
            Data = [new(Inbox, "read", false), new(Outbox, "write", false)],
            Checkpoints = [new("external", null, 5)],
            Limits = new(100, 600, 100, null, null),
        };
    }

    private static AgentManifest Plain(AgentServer server, IReadOnlyList<AgentTool> tools) =>
        new()
        {
            Purpose = "Tests",
            Autonomy = "supervised",
            Owner = "ada",
            Models = [new("m", "1", null, null)],
            Servers = [server],
            Tools = tools,
        };

    private Task<List<JsonElement>> RunAsync(AgentManifest manifest, IReadOnlyList<string> command, params string[] lines) =>
        RunAsync(manifest, [], command, 0, lines);

    private async Task<List<JsonElement>> RunAsync(
        AgentManifest manifest,
        string[] options,
        IReadOnlyList<string> command,
        int? exit,
        params string[] lines
    )
    {
        using var output = new MemoryStream();
        using var cli = new CliRun { Input = (exit is null ? "" : s_hello) + string.Join('\n', lines) + "\n", OutputStream = output };
        var path = cli.File("agent.json", manifest.ToBytes());

        var code = await cli.InvokeAsync(
            ["agent", "guard", "--manifest", path, "--log", Log, .. options, "--", .. command],
            TestContext.Current.CancellationToken
        );

        if (exit is { } expected)
        {
            Assert.Equal(expected, code);
        }

        return
        [
            .. Encoding
                .UTF8.GetString(output.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .Where(answer => answer.TryGetProperty("id", out _)),
        ];
    }

    private static string Request(int id, string method, string parameters) =>
        $$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}}}""";

    private static string Call(int id, string tool, string arguments) =>
        Request(id, "tools/call", $$"""{"name":"{{tool}}","arguments":{{arguments}}}""");

    private static string Argument(params string[] pairs) =>
        "{" + string.Join(',', pairs.Chunk(2).Select(pair => $"\"{pair[0]}\":\"{pair[1]}\"")) + "}";

    private static int? Id(JsonElement answer) =>
        answer.GetProperty("id").ValueKind == JsonValueKind.Number ? answer.GetProperty("id").GetInt32() : null;

    private static JsonElement Result(List<JsonElement> answers, int id) =>
        answers.Single(answer => Id(answer) == id).GetProperty("result");

    private static string Said(List<JsonElement> answers, int id) =>
        Result(answers, id).GetProperty("content")[0].GetProperty("text").GetString()!;
}
