using System.Text;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Portal.Models.Registries;
using Governance.Portal.Models.Registries.AzureMl;
using Governance.Portal.Models.Registries.HuggingFace;

namespace Governance.Portal.Tests.Registries.Folders;

/// <summary>Registries that are folders: nothing outside of them is read, and what is half written is said or left out.</summary>
public sealed class FolderReaderTests : IDisposable
{
    private const string First = "0123456789abcdef0123456789abcdef01234567";
    private const string Second = "89abcdef0123456789abcdef0123456789abcdef";
    private static readonly string s_weights = new('a', 64);

    private readonly ReaderScene _scene = new();

    private static CancellationToken Ct => ReaderScene.Ct;

    public void Dispose() => _scene.Dispose();

    [Fact]
    public async Task Cache_HasModelsCommitsRefsDigestsAndCards()
    {
        Snapshot("models--lab--fraud", First, "main", (s_weights, "model.safetensors"), (new string('b', 40), "README.md"));
        Snapshot("models--lab--fraud", Second, "refs/pr/1", (s_weights, "a.bin"), (new string('c', 64), "onnx/b.bin"));
        Snapshot("models--gpt2", First, "main", (s_weights, "model.safetensors"));
        Directory.CreateDirectory(Path.Combine(_scene.Folder, "datasets--lab--loans"));
        File.WriteAllText(
            Path.Combine(_scene.Folder, "models--lab--fraud", "blobs", new string('b', 40)),
            "---\nlicense: apache-2.0\ntags:\n- tabular\nmodel-index:\n- name: fraud\n---\n# Intended uses\nPayments.\n"
        );
        Age(First, 2);
        var reader = new HuggingFaceReader();
        var connection = Connection("hugging-face", pageSize: 1);

        var models = await ReaderScene.AllAsync(c => reader.ModelsAsync(connection, c, Ct));
        var fraud = models.Single(m => m.Name == "lab/fraud");
        var versions = await ReaderScene.AllAsync(c => reader.VersionsAsync(connection, fraud, c, Ct));

        Assert.Equal(["gpt2", "lab/fraud"], models.Select(m => m.Id));
        Assert.Equal("apache-2.0", fraud.Tags["huggingface.license"]);
        Assert.Contains("huggingface.tag.tabular", fraud.Tags.Keys, StringComparer.Ordinal);
        Assert.Equal([First, Second], versions.Select(v => v.Id));
        Assert.Equal((s_weights, null), (versions[0].ArtifactSha256, versions[1].ArtifactSha256)); // two files are no one artifact
        Assert.Equal(["main"], versions[0].Aliases);
        var documents = await reader.DocumentsAsync(connection, fraud, versions[0], Ct);
        Assert.Equal([EvidenceKind.Other, EvidenceKind.ModelCard], documents.Select(d => d.Kind));
        Assert.Equal(("README.md", "text/markdown"), (documents[1].FileName, documents[1].MediaType));
        var files = JsonNode.Parse(documents[0].Content.Span)!["files"]!.AsArray();
        Assert.Equal(
            [("README.md", null), ("model.safetensors", s_weights)],
            files.Select(f => ((string?)f!["path"], (string?)f["sha256"]))
        );
    }

    [Fact]
    public async Task Download_ThatDidNotEnd_IsNoVersionYet_AndThenIsOne()
    {
        Snapshot("models--lab--fraud", First, "main", (s_weights, "model.safetensors"));
        var blob = Path.Combine(_scene.Folder, "models--lab--fraud", "blobs", s_weights);
        File.Move(blob, blob + ".incomplete");
        var reader = new HuggingFaceReader();
        var connection = Connection("hugging-face");
        var model = new FoundModel("lab/fraud", "lab/fraud");

        var before = await reader.VersionsAsync(connection, model, null, Ct);
        File.Move(blob + ".incomplete", blob);
        var after = await reader.VersionsAsync(connection, model, null, Ct);

        Assert.Equal((0, 1), (before.Items.Count, before.Skipped));
        Assert.Equal((1, 0), (after.Items.Count, after.Skipped));
    }

    [Fact]
    public async Task Link_ThatLeadsOut_IsNotFollowed()
    {
        var outside = Directory.CreateTempSubdirectory("outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret"), "secret");
            Snapshot("models--lab--fraud", First, "main", (s_weights, "model.safetensors"));
            File.CreateSymbolicLink(
                Path.Combine(_scene.Folder, "models--lab--fraud", "snapshots", First, "README.md"),
                Path.Combine(outside, "secret")
            );
            Directory.CreateSymbolicLink(Path.Combine(_scene.Folder, "models--lab--other"), outside);
            var azure = Directory.CreateDirectory(Path.Combine(_scene.Folder, "azure")).FullName;
            File.CreateSymbolicLink(Path.Combine(azure, "model.json"), Path.Combine(outside, "secret"));
            var reader = new HuggingFaceReader();
            var connection = Connection("hugging-face");

            var models = await ReaderScene.AllAsync(c => reader.ModelsAsync(connection, c, Ct));
            var versions = await reader.VersionsAsync(connection, models[0], null, Ct);

            Assert.Equal(["lab/fraud"], models.Select(m => m.Id));
            Assert.Equal((0, 1), (versions.Items.Count, versions.Skipped));
            var refused = await Assert.ThrowsAsync<RegistryException>(() =>
                new AzureMlReader().ModelsAsync(Connection("azure-ml", azure), null, Ct)
            );
            Assert.Equal("model.json is a link that leads out of the folder of this registry.", refused.Message);
            await Assert.ThrowsAsync<RegistryException>(() => reader.VersionsAsync(connection, new FoundModel("../azure", "x"), null, Ct));
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    }

    [Fact]
    public async Task Export_OfListsAndSingleModels_IsReadTogether()
    {
        Write(
            "fraud.json",
            """
            [ { "name": "fraud", "version": "2", "stage": "Production", "type": "mlflow_model", "description": "Scores payments",
                "id": "azureml://registries/lab/models/fraud/versions/2", "path": "azureml://…/2", "job_name": "job_2",
                "tags": { "team": "lab", "sha256": "WEIGHTS" }, "properties": { "p": "q" }, "flavors": { "python_function": {} },
                "creation_context": { "created_at": "2026-10-02T08:00:00.123456+00:00", "created_by": "Ada", "created_by_type": "User" } },
              { "name": "fraud", "version": "1", "creation_context": { "created_at": "2026-10-01T08:00:00+00:00" } } ]
            """.Replace("WEIGHTS", s_weights, StringComparison.Ordinal)
        );
        Write(
            "churn.yaml",
            """
            name: churn
            version: '7'
            stage: null
            type: custom_model
            creation_context:
              created_at: '2026-10-01T08:00:00+00:00'
              created_by: Ada
            """
        );
        Write("all.json", """[ { "name": "empty", "latest version": "1" }, { "name": "churn", "latest version": "7" } ]""");
        var reader = new AzureMlReader();
        var connection = Connection("azure-ml", pageSize: 2);

        var models = await ReaderScene.AllAsync(c => reader.ModelsAsync(connection, c, Ct));
        var versions = await ReaderScene.AllAsync(c => reader.VersionsAsync(connection, models.Single(m => m.Id == "fraud"), c, Ct));

        Assert.Equal(["churn", "empty", "fraud"], models.Select(m => m.Id));
        Assert.Equal([("1", null, false), ("2", "Production", true)], versions.Select(v => (v.Number, v.Stage, v.ClaimsProduction)));
        Assert.Equal((s_weights, "job_2", "lab"), (versions[1].ArtifactSha256, versions[1].RunId, versions[1].Tags["team"]));
        Assert.Single((await reader.VersionsAsync(connection, models[0], null, Ct)).Items);
        Assert.Empty((await reader.VersionsAsync(connection, models[1], null, Ct)).Items);
        Assert.Null(await reader.ModelAsync(connection, "gone", Ct));
        var document = Assert.Single(await reader.DocumentsAsync(connection, models[2], versions[1], Ct));
        var text = Encoding.UTF8.GetString(document.Content.Span);
        Assert.Contains("python_function", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", "[ { \"name\": \"fraud\", ", "a.json: line 1, byte")]
    [InlineData("a.json", "3", "a.json: the answer: expected an object or a list of objects")]
    [InlineData("a.json", "[ { \"version\": \"1\" } ]", "a.json: [0]: name is missing")]
    [InlineData("a.json", "[ { \"name\": \"x\", \"version\": true } ]", "a.json: [0].version: expected a text, found true or false")]
    [InlineData(
        "a.json",
        "[ { \"name\": \"x\", \"version\": \"1\", \"tags\": [] } ]",
        "a.json: [0].tags: expected an object, found a list"
    )]
    [InlineData(
        "a.json",
        "[ { \"name\": \"x\", \"version\": \"1\", \"creation_context\": { \"created_at\": \"soon\" } } ]",
        "a.json: [0].creation_context.created_at: it is not a time"
    )]
    [InlineData("a.yaml", "name: fraud\nversion: [1\n", "a.yaml, line")]
    [InlineData("a.yaml", "name: &a fraud\nversion: *a\n", "a.yaml, line 2: YAML aliases are not allowed here")]
    [InlineData(
        "a.json",
        "[ { \"name\": \"x\", \"version\": \"1\", \"id\": \"a\" }, { \"name\": \"x\", \"version\": \"1\", \"id\": \"b\" } ]",
        "version 1 of x is also in another file, with different content"
    )]
    public async Task Export_ThatIsHalfWrittenOrOfAnotherForm_IsAnErrorWithItsPlace(string name, string text, string expected)
    {
        Write(name, text);
        var reader = new AzureMlReader();
        var connection = Connection("azure-ml");

        var refused = await Assert.ThrowsAsync<RegistryException>(async () =>
        {
            foreach (var model in await ReaderScene.AllAsync(c => reader.ModelsAsync(connection, c, Ct)))
            {
                _ = await reader.VersionsAsync(connection, model, null, Ct);
            }
        });

        Assert.True(refused.IsRubbish);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_WithoutItsFolder_IsDoubted()
    {
        IRegistryReader[] readers = [new HuggingFaceReader(), new AzureMlReader()];
        foreach (var reader in readers)
        {
            Assert.StartsWith(
                "__Settings__Folder is missing",
                reader.Doubt(ReaderScene.Connection(reader.Kind, null)),
                StringComparison.Ordinal
            );
            Assert.Equal("__Settings__Folder does not name an existing folder.", reader.Doubt(Connection(reader.Kind, "/nowhere/at/all")));
            Assert.Null(reader.Doubt(Connection(reader.Kind)));
        }
    }

    private RegistryConnection Connection(string kind, string? folder = null, int pageSize = 100) =>
        ReaderScene.Connection(kind, null, pageSize, settings: new() { ["Folder"] = folder ?? _scene.Folder });

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_scene.Folder, name), text);

    // As the client of the hub lays it out: links from the snapshot to blobs.
    private void Snapshot(string model, string commit, string reference, params (string Blob, string Path)[] files)
    {
        var root = Path.Combine(_scene.Folder, model);
        Directory.CreateDirectory(Path.Combine(root, "blobs"));
        foreach (var (blob, path) in files)
        {
            var bytes = Path.Combine(root, "blobs", blob);
            if (!File.Exists(bytes))
            {
                File.WriteAllText(bytes, blob);
            }

            var link = Path.Combine(root, "snapshots", commit, path);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            File.CreateSymbolicLink(link, Path.GetRelativePath(Path.GetDirectoryName(link)!, bytes));
        }

        var named = Path.Combine(root, "refs", reference);
        Directory.CreateDirectory(Path.GetDirectoryName(named)!);
        File.WriteAllText(named, commit);
    }

    private void Age(string commit, int days)
    {
        foreach (var folder in Directory.EnumerateDirectories(_scene.Folder, commit, SearchOption.AllDirectories))
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UnixEpoch.AddDays(20_000 - days));
        }
    }
}
