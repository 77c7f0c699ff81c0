using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Governance.Cli.Agents;
using Governance.Policies;
using Governance.Testing;
using Governance.Transparency;

namespace Governance.Cli.Tests.Agents.Readers;

/// <summary>
/// What the guard lets through is read by programs in five languages, each a process of its own: every one of them finds the method, the
/// tool and the arguments that the guard has judged. Each run asks those that are on the machine, and says which; the soak all of them.
/// </summary>
public sealed class GuardReadersTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("governance-readers-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","Name":"delete","arguments":{}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":{"name":"delete"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read"},"Params":{"name":"delete"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{},"Arguments":{"amount":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","Arguments":{"amount":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","argumentſ":{"amount":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"amount":1,"Amount":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"token":1,"to\u212Aen":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"caf\u00e9":1,"cafe\u0301":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"amount":1,"ａmount":9}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"__proto__":{"amount":9}}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"a":"x\u0000y"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"a":"\ud800"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"a":9007199254740993}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"a":1e400}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"a":0.1000000000000000000001}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":{"$ref":"1"},"_meta":{"$id":"1"}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","task":{"ttl":1}}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read","arguments":["x"]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":["read",{"amount":9}]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"Method":"tools/call","params":{"name":"delete"}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{},"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"/srv/a","Uri":"/etc/passwd"}}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1},"Method":"tools/call"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,"method":"tools/call"}""")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping",}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,/**/"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":NaN}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"\u0067overnance-guard-1","method":"ping"}""")]
    [InlineData("\uFEFF{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}")]
    public async Task Message_ThatTwoReadersCouldTakeForTwo_ReachesNoServer(string message)
    {
        var guarded = await GuardAsync([message]);

        Assert.Empty(guarded.Forwarded);
        Assert.Contains(guarded.Answers, a => a.RootElement.TryGetProperty("error", out _));
        Assert.DoesNotContain(guarded.Decisions, d => d.Decision == "allow");
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(1)]
    public async Task Messages_ThatTheGuardLetsThrough_AreReadByEveryReaderAsItJudgedThem(int seed)
    {
        var corpus = HostileMessages.Make(seed, Soak.Size(400, 20_000));

        var guarded = await GuardAsync(corpus);

        Assert.InRange(guarded.Forwarded.Count, corpus.Count / 20, corpus.Count);
        var calls = guarded.Forwarded.Where(l => l.Contains("\"tools/call\"", StringComparison.Ordinal)).ToList();
        var allowed = guarded.Decisions.Where(d => d.Decision == "allow").ToList();
        Assert.Equal(allowed.Count, calls.Count);
        foreach (var (line, decision) in calls.Zip(allowed))
        {
            using var json = JsonDocument.Parse(line);
            var parameters = json.RootElement.GetProperty("params");
            Assert.Equal(decision.Tool, parameters.GetProperty("name").GetString());
            Assert.Equal(
                decision.ArgumentsSha256,
                parameters.TryGetProperty("arguments", out var given) ? Sha256Hex.Of(Encoding.UTF8.GetBytes(given.GetRawText())) : null
            );
            Assert.All(line, c => Assert.InRange(c, ' ', '~'));
        }

        var expected = guarded.Forwarded.ConvertAll(l => DotNetReader.Of(l));
        Assert.DoesNotContain(expected, e => e.StartsWith('!'));
        var readers = JsonReaders.Installed(_folder).ToList();
        output.WriteLine(
            $"{guarded.Forwarded.Count} of {corpus.Count} messages were passed on, and read by: "
                + $"{string.Join(", ", readers.Select(r => r.Name))}."
        );
        Assert.Contains(readers, r => r.Name == ".NET web");
        Assert.Contains(readers, r => r.Name == "Node");
        if (Soak.IsFull)
        {
            Assert.Equal(
                [".NET strict", ".NET web", "Go", "Java", "Node", "Python"],
                readers.Select(r => r.Name).Order(StringComparer.Ordinal)
            );
        }

        foreach (var reader in readers)
        {
            var read = await reader.ReadAsync(guarded.Forwarded, Ct);
            Assert.Equal(guarded.Forwarded.Count, read.Count);
            for (var i = 0; i < read.Count; i++)
            {
                Assert.True(
                    Equal(expected[i], read[i], guarded.Forwarded[i]),
                    $"{reader.Name} read {read[i]} and the guard {expected[i]} in {guarded.Forwarded[i]}"
                );
            }
        }
    }

    [Fact]
    public async Task List_OfTheServer_UnderAnIdWrittenInAnotherWay_IsFilteredAllTheSame()
    {
        var guarded = await GuardAsync([
            """{"jsonrpc":"2.0","id":"\u0061","method":"tools/list"}""",
            """{"jsonrpc":"2.0","id":7.0,"method":"tools/list"}""",
            """{"jsonrpc":"2.0","id":7,"method":"ping"}""",
        ]);

        var lists = guarded
            .Answers.Where(a => a.RootElement.TryGetProperty("result", out var r) && r.TryGetProperty("tools", out _))
            .ToList();
        Assert.Equal(2, lists.Count);
        Assert.All(
            lists,
            list =>
                Assert.Equal(
                    ["read"],
                    list.RootElement.GetProperty("result")
                        .GetProperty("tools")
                        .EnumerateArray()
                        .Select(t => t.GetProperty("name").GetString())
                )
        );
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":ID,"result":{"tools":[]},"Result":{"tools":[{"name":"delete"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":ID,"result":{"tools":[],"Tools":[{"name":"delete"}]}}""")]
    [InlineData("""{"jsonrpc":"2.0","id":ID,"result":{"Tools":[{"name":"delete"}]}}""")]
    public async Task List_ThatTwoAgentsCouldReadDifferently_IsKeptFromThem(string list)
    {
        var guarded = await GuardAsync(["""{"jsonrpc":"2.0","id":5,"method":"tools/list"}"""], list);

        var answer = Assert.Single(guarded.Answers).RootElement;
        Assert.True(answer.TryGetProperty("error", out _), answer.GetRawText());
        Assert.DoesNotContain("delete", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ThatNoOneAskedFor_IsKeptFromTheAgent()
    {
        var guarded = await GuardAsync(
            ["""{"jsonrpc":"2.0","id":5,"method":"tools/list"}"""],
            """{"jsonrpc":"2.0","id":99,"result":{"tools":[{"name":"delete"}]}}"""
        );

        Assert.DoesNotContain(guarded.Answers, a => a.RootElement.GetRawText().Contains("\"delete\"", StringComparison.Ordinal));
    }

    // A reader that takes names in any case finds an amount under another spelling, which the guard has counted; others find none.
    private static bool Equal(string expected, string read, string line)
    {
        if (expected == read)
        {
            return true;
        }

        var (one, other) = (expected.Split(' '), read.Split(' '));
        return one.Length == 4
            && other.Length == 4
            && one[0] == other[0]
            && one[1] == other[1]
            && one[3] == other[3]
            && one[2] == "-"
            && JsonDocument.Parse(line).RootElement.GetProperty("params").TryGetProperty("arguments", out var given)
            && UnambiguousJson.TryFind(given, "amount", out _);
    }

    private async Task<Guarded> GuardAsync(IReadOnlyList<string> messages, string? list = null)
    {
        var tool = McpTool.Read(JsonDocument.Parse("""{"name":"read","inputSchema":{"type":"object"}}""").RootElement);
        var manifest = new AgentManifest
        {
            Purpose = "Tests",
            Autonomy = "supervised",
            Owner = "ada",
            Models = [new("m", "1", null, null)],
            Servers = [new("files", "stdio", "x", null, null)],
            Tools = [new("read", "files", null, tool.Sha256, ["read"])],
            Limits = new(1_000_000, 600_000, 1_000_000, null, null),
        };
        var file = Path.Combine(_folder, $"{Guid.NewGuid():N}.jsonl");
        var agent = new ScriptedAgent(messages);
        await using var server = new ScriptedServer(list);
        using (var log = new GuardLog(file, TimeProvider.System))
        {
            var calls = new GuardedCalls(
                manifest,
                manifest.Servers[0],
                [],
                AgentFiles.UsualStage,
                new CallScopes(manifest, []),
                "amount",
                log,
                TimeProvider.System
            );
            Assert.True(await new GuardProxy(server, agent, calls).RunAsync(Ct));
        }

        return new Guarded(
            [.. server.Forwarded],
            [.. agent.Answers.Select(a => JsonDocument.Parse(a))],
            [
                .. File.ReadAllLines(file)
                    .Select(l => JsonDocument.Parse(l).RootElement)
                    .Where(l => l.GetProperty("event").GetString() == "call")
                    .Select(l => new Decided(
                        l.GetProperty("tool").GetString(),
                        l.GetProperty("decision").GetString(),
                        l.GetProperty("argumentsSha256").GetString()
                    )),
            ]
        );
    }

    private sealed record Decided(string? Tool, string? Decision, string? ArgumentsSha256);

    private sealed record Guarded(List<string> Forwarded, List<JsonDocument> Answers, List<Decided> Decisions);

    private sealed class ScriptedAgent(IReadOnlyList<string> messages) : IGuardedAgent
    {
        private int _next;

        public List<string> Answers { get; } = [];

        public ValueTask<byte[]?> ReadLineAsync(CancellationToken ct) =>
            ValueTask.FromResult(_next < messages.Count ? Encoding.UTF8.GetBytes(messages[_next++]) : null);

        public Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
        {
            lock (Answers)
            {
                Answers.Add(Encoding.UTF8.GetString(line.Span));
            }

            return Task.CompletedTask;
        }
    }

    /// <summary>Lists two tools, or what a test says to an agent, and answers everything else.</summary>
    private sealed class ScriptedServer(string? list) : IGuardedServer
    {
        private const string Tools =
            """{"tools":[{"name":"read","inputSchema":{"type":"object"}},{"name":"delete","inputSchema":{"type":"object"}}]}""";

        private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>();

        public List<string> Forwarded { get; } = [];

        public Task WriteLineAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
        {
            var text = Encoding.UTF8.GetString(line.Span);
            using var json = JsonDocument.Parse(line);
            var own = text.Contains(LiveTools.IdPrefix, StringComparison.Ordinal);
            if (!own)
            {
                Forwarded.Add(text);
            }

            if (json.RootElement.TryGetProperty("id", out var id) && json.RootElement.TryGetProperty("method", out var method))
            {
                var result = method.ValueEquals("tools/list") ? Tools : "{}";
                var answer = $$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},"result":{{result}}}""";
                _lines.Writer.TryWrite(
                    Encoding.UTF8.GetBytes(
                        !own && list is not null ? list.Replace("ID", id.GetRawText(), StringComparison.Ordinal) : answer
                    )
                );
            }

            return Task.CompletedTask;
        }

        public async ValueTask<byte[]?> ReadLineAsync(CancellationToken ct) =>
            await _lines.Reader.WaitToReadAsync(ct) && _lines.Reader.TryRead(out var line) ? line : null;

        public void CloseInput() => _lines.Writer.TryComplete();

        public ValueTask DisposeAsync()
        {
            _lines.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }
    }
}
