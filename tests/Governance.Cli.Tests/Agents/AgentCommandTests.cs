using System.Text;
using System.Text.Json;
using Governance.Cli.Agents;
using Governance.Cli.Tests.Support;
using Governance.Policies;

namespace Governance.Cli.Tests.Agents;

public sealed class AgentCommandTests : IDisposable
{
    private const string Rest = "purpose: Reads files\nautonomy: advises\nowner: ada\nmodels: [{name: m, version: \"1\"}]\n";

    private readonly CliRun _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Import_FromALiveServer_ThenLintDigestAndTools_ThenTheServerChanges()
    {
        Assert.SkipUnless(McpServers.AreInstalled, "Run ./build.sh setup to install the MCP servers of this test.");
        var command = McpServers.Text(McpServers.Files(_cli.Folder));
        var path = Path.Combine(_cli.Folder, "agent.yaml");

        Assert.Equal(0, await _cli.InvokeAsync(["agent", "import", "--mcp-command", command, "--name", "files", "--out", path]));
        Assert.Contains("Missing: purpose, autonomy, owner, models.", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(1, await _cli.InvokeAsync(["agent", "lint", path]));
        Assert.Equal(2, await _cli.InvokeAsync(["agent", "import", "--mcp-command", command, "--out", path]));

        await File.AppendAllTextAsync(path, Rest, TestContext.Current.CancellationToken);
        Assert.Equal(0, await _cli.InvokeAsync(["agent", "lint", path]));
        Assert.Contains("No one has reviewed the tool files.write_file", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.InvokeAsync(["agent", "tools", path]));
        Assert.Contains("files: the tools of the manifest are unchanged", _cli.Out, StringComparison.Ordinal);

        // The manifest names one tool less than the server lists, and was made when there were others.
        var manifest = AgentManifest.Read(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken)).Manifest!;
        var tools = manifest.Tools.Where(tool => tool.Name != "move_file").ToList();
        var older = manifest with
        {
            Tools = tools,
            Servers =
            [
                manifest.Servers[0] with
                {
                    ToolsSha256 = ToolDigest.OfServer(tools.Select(tool => (tool.Name, tool.SchemaSha256))),
                },
            ],
        };
        var signed = _cli.File("signed.json", older.ToBytes());
        Assert.Equal(1, await _cli.InvokeAsync(["agent", "tools", signed]));
        Assert.Contains("not in the manifest: move_file.", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(1, await _cli.InvokeAsync(["agent", "diff", signed, path, "--fail-on", "more"]));
        Assert.Contains("It gains the tool files.move_file, which no one has reviewed.", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.InvokeAsync(["agent", "diff", path, signed, "-o", "json"]));
        Assert.Contains("lessened", _cli.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tools_AServerThatCannotBeAsked_IsUndecided()
    {
        var path = _cli.File(
            "agent.yaml",
            "schema: governance.agent/v1\n" + Rest + "servers: [{name: a, transport: stdio, address: \"sh -c 'echo gone >&2; exit 3'\"}]\n"
        );

        Assert.Equal(3, await _cli.InvokeAsync(["agent", "tools", path]));
        Assert.Contains("a: The server", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_AServerThatNeverAnswers_IsGivenUp()
    {
        Assert.Equal(3, await _cli.InvokeAsync(["agent", "import", "--mcp-command", "cat /dev/zero", "--timeout", "30s"]));
        Assert.Contains("A line is longer than 16 MiB.", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(3, await _cli.InvokeAsync(["agent", "import", "--mcp-command", "sleep 60", "--timeout", "1s"]));
        Assert.Contains("did not answer within 1 seconds", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Import_OverHttp_KeepsTheSessionAndReadsAllPages(bool asEvents)
    {
        await using var server = await StubPortal.StartAsync(request =>
        {
            if (request.Method == "DELETE")
            {
                return StubAnswer.Json("{}");
            }

            using var asked = JsonDocument.Parse(request.Body);
            var method = asked.RootElement.GetProperty("method").GetString();
            if (!asked.RootElement.TryGetProperty("id", out var id))
            {
                return StubAnswer.Json("", 202);
            }

            var second = asked.RootElement.TryGetProperty("params", out var given) && given.TryGetProperty("cursor", out _);
            var result =
                method == "initialize"
                    ? """{"protocolVersion":"2025-03-26","capabilities":{"tools":{}},"serverInfo":{"name":"Pay Desk","version":"7"}}"""
                : second ? """{"tools":[{"name":"b","inputSchema":{}}]}"""
                : """{"tools":[{"name":"a","inputSchema":{}}],"nextCursor":"2"}""";
            var message = $$"""{"jsonrpc":"2.0","id":{{id.GetRawText()}},"result":{{result}}}""";
            var answer = asEvents
                ? new StubAnswer(
                    200,
                    "text/event-stream",
                    Encoding.UTF8.GetBytes(
                        $": hello\n\nevent: message\ndata: {{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}}\n\ndata: {message}\n\n"
                    )
                )
                : StubAnswer.Json(message);
            return method == "initialize" ? answer.With("Mcp-Session-Id", "s1") : answer;
        });

        Assert.Equal(0, await _cli.InvokeAsync(["agent", "import", "--mcp-url", server.Url, "-o", "json"]));

        using var printed = JsonDocument.Parse(_cli.Out);
        var manifest = printed.RootElement.GetProperty("manifest");
        Assert.Equal(2, manifest.GetProperty("tools").GetArrayLength());
        Assert.Equal("pay-desk", manifest.GetProperty("servers")[0].GetProperty("name").GetString());
        var requests = server.Requests.ToList();
        Assert.Equal(5, requests.Count);
        Assert.All(requests.Skip(1), request => Assert.Equal("s1", request.Headers["Mcp-Session-Id"]));
        Assert.Equal("2025-03-26", requests[2].Headers["MCP-Protocol-Version"]);
        Assert.Equal("DELETE", requests[^1].Method);
    }

    [Fact]
    public async Task Tools_WithAReport_TellThePortalNamesAndDigestsAlone()
    {
        const string tool = """{"name":"pay","description":"Pays at once","inputSchema":{}}""";
        await using var both = await StubPortal.StartAsync(request =>
        {
            if (request.Path.StartsWith("/api", StringComparison.Ordinal))
            {
                return StubAnswer.Json("""{"observation":"TLO-0001","isNew":true,"changes":[]}""");
            }

            using var asked = JsonDocument.Parse(request.Body);
            return !asked.RootElement.TryGetProperty("id", out var id)
                ? StubAnswer.Json("", 202)
                : StubAnswer.Json(
                    $$$"""
                    {"jsonrpc":"2.0","id":{{{id.GetRawText()}}},
                      "result":{"protocolVersion":"2025-06-18","serverInfo":{"version":"7"},"tools":[{{{tool}}}]}}
                    """
                );
        });
        using var json = JsonDocument.Parse(tool);
        var digest = McpTool.Read(json.RootElement).Sha256;
        var manifest = _cli.File(
            "agent.yaml",
            $"schema: governance.agent/v1\n{Rest}servers: [{{name: pay-desk, transport: http, address: \"{both.Url}/mcp\"}}]\n"
                + $"tools: [{{name: pay, server: pay-desk, schemaSha256: {digest}}}]\n"
        );

        Assert.Equal(0, await _cli.InvokeAsync(both, "agent", "tools", manifest, "--report", "invoice-agent"));

        var told = both.Requests.Single(request => request.Path.StartsWith("/api", StringComparison.Ordinal));
        Assert.Equal("/api/v1/agents/invoice-agent/tools:observed", told.Path);
        using var body = JsonDocument.Parse(told.Body);
        Assert.Equal("pay-desk", body.RootElement.GetProperty("server").GetString());
        Assert.Equal(digest, body.RootElement.GetProperty("tools")[0].GetProperty("sha256").GetString());
        Assert.DoesNotContain("at once", told.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lint_AndDigest_OfAFile()
    {
        var wrong = _cli.File("wrong.yaml", "schema: governance.agent/v1\n" + Rest + "limits: {spend: 5}\n");
        Assert.Equal(1, await _cli.InvokeAsync(["agent", "lint", wrong]));
        Assert.Contains("wrong.yaml:6: limits.spend: An amount needs a currency.", _cli.Out, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.InvokeAsync(["agent", "digest", wrong]));

        var right = _cli.File("right.yaml", "schema: governance.agent/v1\n" + Rest);
        var json = Path.Combine(_cli.Folder, "right.json");
        Assert.Equal(0, await _cli.InvokeAsync(["agent", "digest", right, "--out", json]));
        var digest = _cli.Out.Trim();
        Assert.Equal(0, await _cli.InvokeAsync(["agent", "digest", json]));
        Assert.Equal(digest, _cli.Out.Trim());
        Assert.Equal(64, digest.Length);
        Assert.Equal(0, await _cli.InvokeAsync(["agent", "import", "--from", "yaml", right]));
        Assert.StartsWith("{\"autonomy\":\"advises\"", _cli.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("npx -y 'a b' \"c \\\" d\" e\\ f ''", new[] { "npx", "-y", "a b", "c \" d", "e f", "" })]
    [InlineData("  a\tb  ", new[] { "a", "b" })]
    public void CommandLine_IsSplitWithoutAShell(string text, string[] words)
    {
        Assert.Equal(words, McpCommandLine.Words(text));
        Assert.Equal(words, McpCommandLine.Words(McpCommandLine.Text(words)));
    }
}
