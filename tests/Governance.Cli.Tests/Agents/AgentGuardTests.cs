using System.Text;
using System.Text.Json;
using Governance.Cli.Agents;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Agents;

/// <summary>The guard between a made-up agent and a real server of files.</summary>
public sealed class AgentGuardTests : IDisposable
{
    private const string Hello =
        """{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}"""
        + "\n"
        + """{"jsonrpc":"2.0","method":"notifications/initialized"}"""
        + "\n";

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
        Assert.Equal("Not allowed. The tool files.get_file_info describes itself differently than in the manifest.", Said(answers, 8));
        Assert.EndsWith("A person has to be asked through a portal; offline no one can be.", Said(answers, 9), StringComparison.Ordinal);
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
    public async Task Guard_WhoseServerEnds_AnswersWhatIsOpenAndEnds()
    {
        var manifest = Plain(new AgentServer("files", "stdio", "x", null, null), []);

        var answers = await RunAsync(manifest, ["sh", "-c", "read line; exit 7"], exit: null, Request(1, "initialize", "{}"));

        Assert.Equal(
            "The server ended before it answered.",
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
        Assert.Equal(2, await cli.InvokeAsync(["agent", "guard", "--manifest", manifest, "--server", "other", "--", "touch", trace]));
        Assert.False(File.Exists(trace));
    }

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
        RunAsync(manifest, command, 0, lines);

    private async Task<List<JsonElement>> RunAsync(AgentManifest manifest, IReadOnlyList<string> command, int? exit, params string[] lines)
    {
        using var output = new MemoryStream();
        using var cli = new CliRun { Input = (exit is null ? "" : Hello) + string.Join('\n', lines) + "\n", OutputStream = output };
        var path = cli.File("agent.json", manifest.ToBytes());

        var code = await cli.InvokeAsync(
            ["agent", "guard", "--manifest", path, "--log", Log, "--", .. command],
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
