using System.Text.Json;
using Governance.Cli.Tests.Support;

namespace Governance.Cli.Tests.Discovery;

public sealed class DiscoverTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    // docs/discovery.md states these numbers: 27 of 30 found, none of 10 decoys.
    [Fact]
    public async Task PlantedFolder_Scanned_FindsWhatTheDocumentationSaysAndNoDecoy()
    {
        PlantedFolder.Write(_run.Folder);

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder, "--format", "json"]));

        using var json = JsonDocument.Parse(_run.Out);
        var found = json
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Select(f => (f.GetProperty("path").GetString()!, f.GetProperty("kind").GetString()!, f.GetProperty("name").GetString()!))
            .ToList();
        Assert.Equal(27, PlantedFolder.Found.Count);
        Assert.Equal(3, PlantedFolder.NotFound.Count);
        Assert.Equal(10, PlantedFolder.Decoys.Count);
        Assert.Empty(PlantedFolder.Found.Except(found));
        Assert.Empty(found.Except(PlantedFolder.Found));
        Assert.Equal(found.OrderBy(f => f.Item1, StringComparer.Ordinal), found);
        Assert.All(
            json.RootElement.GetProperty("findings").EnumerateArray(),
            f => Assert.Equal(64, f.GetProperty("sha256").GetString()!.Length)
        );
        var first = _run.Out;
        await _run.InvokeAsync(["discover", _run.Folder, "--format", "json"]);
        Assert.Equal(first, _run.Out);
    }

    [Fact]
    public async Task Secrets_InWhatIsFound_AreNeverWritten()
    {
        PlantedFolder.Write(_run.Folder);
        foreach (var format in new[] { "text", "json", "sarif", "markdown", "github" })
        {
            await _run.InvokeAsync(["discover", _run.Folder, "--format", format]);
            foreach (var secret in new[] { PlantedFolder.Key[20..], "hunter2", "secret-folder", "signature=abc", "key=abc" })
            {
                Assert.DoesNotContain(secret, _run.Out);
            }
        }

        await _run.InvokeAsync(["discover", _run.Folder]);
        Assert.Contains("config/.env:2  key: Anthropic API key", _run.Out);
        Assert.Contains("MCP server files: npx @modelcontextprotocol/server-filesystem", _run.Out);
    }

    [Fact]
    public async Task OtherForms_AreFound()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, ".vscode"));
        _run.File("net.keras", PlantedFolder.Zip("config.json", "metadata.json", "model.weights.h5"));
        _run.File("net.pth", PlantedFolder.Zip("net/data.pkl", "net/version"));
        _run.File(".vscode/settings.json", """{"mcp":{"servers":{"tickets":{"type":"http","url":"https://mcp.example/key/abc"}}}}""");
        _run.File("package.json", """{"dependencies":{"@langchain/core":"1.0.0","react":"19.0.0"}}""");
        _run.File("note.ipynb", "{\"cells\":[{\"source\":[\n   \"import sklearn\\n\",\n   \"print(1)\"]}]}");
        _run.File("requirements.txt", "numpy==2.0\nlangchain-openai>=0.2  # chat\nscikit-learn\n");
        _run.File("compose.yaml", "services:\n  llm:\n    image: ghcr.io/vllm/vllm-openai:v0.8\n  db:\n    image: postgres:17\n");
        _run.File(
            "bom.json",
            """
            {"bomFormat":"CycloneDX","components":[{"type":"machine-learning-model","name":"scorer","version":"2"},
             {"type":"library","name":"torch","version":"2.5","purl":"pkg:pypi/torch@2.5"},
             {"type":"library","name":"six","purl":"pkg:pypi/six@1"}]}
            """
        );

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder]));

        foreach (
            var words in new[]
            {
                "net.keras  model file: Keras",
                "net.pth  model file: PyTorch",
                "settings.json:1  MCP server tickets: mcp.example",
                "package.json:1  library: LangChain",
                "note.ipynb:2  library: scikit-learn",
                "requirements.txt:2  library: LangChain",
                "requirements.txt:3  library: scikit-learn",
                "compose.yaml:3  serves a model: llm (ghcr.io/vllm/vllm-openai:v0.8)",
                "bom.json:1  SBOM component: scorer@2 (model)",
                "bom.json:2  SBOM component: torch@2.5 (PyTorch)",
                "10 findings are not registered",
            }
        )
        {
            Assert.Contains(words, _run.Out);
        }
    }

    [Fact]
    public async Task FoldersOfTools_AreSkippedUnlessAskedAndLinksAreNotFollowed()
    {
        using var outside = new CliRun();
        outside.File("secret.py", "import openai\n");
        foreach (var folder in new[] { "node_modules/x", ".git", "env" })
        {
            Directory.CreateDirectory(Path.Combine(_run.Folder, folder));
            _run.File($"{folder}/a.py", "import openai\n");
        }

        _run.File("env/pyvenv.cfg", "home = /usr/bin\n");
        File.CreateSymbolicLink(Path.Combine(_run.Folder, "link.py"), Path.Combine(outside.Folder, "secret.py"));
        Directory.CreateSymbolicLink(Path.Combine(_run.Folder, "round"), _run.Folder);

        Assert.Equal(0, await _run.InvokeAsync(["discover", _run.Folder]));
        Assert.Contains("Nothing unregistered was found in 0 files.", _run.Out);
        Assert.Contains("2 links not followed", _run.Out);

        Assert.Equal(1, await _run.InvokeAsync(["discover", _run.Folder, "--all"]));
        Assert.Contains("3 findings are not registered", _run.Out);
    }

    [Fact]
    public async Task Ignore_LeavesOutByPathAndKind_AndBoundsAreSaid()
    {
        PlantedFolder.Write(_run.Folder);
        var ignore = _run.File("ignore.txt", "# models are kept elsewhere\nmodels\nsdk:**/*.py\nprovider-key:config/*  # rotated\n");

        await _run.InvokeAsync(["discover", _run.Folder, "--ignore", ignore]);
        Assert.Contains("17 left out by --ignore", _run.Out);
        Assert.DoesNotContain("chat.py", _run.Out);
        Assert.Contains("config/app.yaml:4  endpoint of Mistral: api.mistral.ai", _run.Out);

        // What was not searched is no clean result.
        Assert.Equal(3, await _run.InvokeAsync(["discover", _run.Folder, "--max-files", "1", "--ignore", _run.File("all.txt", "**\n")]));
        Assert.Contains("the rest was not searched", _run.Error);
        Assert.Equal(2, await _run.InvokeAsync(["discover", _run.Folder, "--ignore", _run.File("bad.txt", "secrets:x\n")]));
        Assert.Contains("not a kind of finding", _run.Error);
        Assert.Equal(2, await _run.InvokeAsync(["discover"]));
        Assert.Equal(2, await _run.InvokeAsync(["discover", _run.Folder + "/nowhere"]));
    }

    [Fact]
    public async Task ProxyLog_CountsCallsPerApplicationAndNamesNoUser()
    {
        var log = _run.File(
            "proxy.csv",
            "time,user,app,host,count\n"
                + "2026-11-20T10:00:00Z,maria,crm,api.openai.com:443,12\n2026-11-21T10:00:00Z,omar,crm,api.openai.com,3\n"
                + "2026-11-21T11:00:00Z,omar,crm,intranet.example,9\n2026-11-21T12:00:00Z,omar,,claude.ai,1\n"
        );

        Assert.Equal(1, await _run.InvokeAsync(["discover", "--proxy-log", log]));

        Assert.Contains("crm  endpoint of OpenAI: api.openai.com, 15 requests, 2 users, last on 2026-11-21", _run.Out);
        Assert.Contains("proxy log  endpoint of Anthropic: claude.ai, 1 request, 1 user", _run.Out);
        Assert.DoesNotContain("maria", _run.Out);
        Assert.DoesNotContain("intranet", _run.Out);
        Assert.Equal(2, await _run.InvokeAsync(["discover", "--proxy-log", _run.File("other.csv", "a,b\n1,2\n")]));
    }

    [Fact]
    public async Task Report_SendsFindingsAndFollowsWhatThePortalSays()
    {
        var states = new Queue<string>(["registered", "ignored", "blocked"]);
        await using var portal = await StubPortal.StartAsync(request =>
        {
            using var sent = JsonDocument.Parse(request.Body);
            var findings = sent.RootElement.GetProperty("findings").EnumerateArray();
            var items = string.Join(
                ',',
                findings.Select(_ => $$"""{"state":"{{states.Dequeue()}}","registeredAs":"scorer@1","reason":"No contract"}""")
            );
            return StubAnswer.Json(
                $$"""
                {"source":"git.example/x","added":2,"known":1,"gone":4,
                 "findings":[{{items}}]}
                """
            );
        });
        _run.File("a.bin", [.. "GGUF"u8, 3, 0, 0, 0, 0, 0, 0, 0]);
        _run.File("b.py", "import openai\n");
        _run.File("c.py", "import cohere\n");
        _run.Environment["GITHUB_SHA"] = "0123abcd";

        Assert.Equal(1, await _run.InvokeAsync(portal, "discover", _run.Folder, "--report", "--source", "git.example/x"));

        Assert.Contains("a.bin  model file: GGUF. Registered: scorer@1", _run.Out);
        Assert.Contains("b.py:1  library: OpenAI. Ignored: No contract", _run.Out);
        Assert.Contains("c.py:1  library: Cohere. Blocked: No contract", _run.Out);
        Assert.Contains("Reported as git.example/x: 2 new, 1 known, 4 gone.", _run.Out);
        Assert.True(portal.Requests.TryDequeue(out var seen));
        Assert.Equal("/api/v1/discoveries", seen.Path);
        using var body = JsonDocument.Parse(seen.Body);
        Assert.Equal("0123abcd", body.RootElement.GetProperty("commit").GetString());
        Assert.True(body.RootElement.GetProperty("complete").GetBoolean());

        // Without --report nothing is stored, and what is registered or ignored stops nothing.
        foreach (var state in new[] { "registered", "ignored", "ignored" })
        {
            states.Enqueue(state);
        }

        Assert.Equal(0, await _run.InvokeAsync(portal, "discover", _run.Folder));
        Assert.True(portal.Requests.TryDequeue(out seen));
        Assert.Equal("/api/v1/discoveries:match", seen.Path);
        Assert.Equal(2, await _run.InvokeAsync(portal, "discover", _run.Folder, "--report"));
        Assert.Contains("--source", _run.Error);
    }
}
