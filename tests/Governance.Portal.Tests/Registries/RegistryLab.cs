using System.Text.Json.Nodes;
using Governance.Portal.Tests.Registries.Kubeflow;
using Governance.Portal.Tests.Registries.SageMaker;

namespace Governance.Portal.Tests.Registries;

/// <summary>A registry of some kind, made by hand, that an import is tried with.</summary>
internal abstract class RegistryLab : IAsyncDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("lab-").FullName;

    public static async Task<RegistryLab> StartAsync(string kind) =>
        kind switch
        {
            "sagemaker" => new SageMakerLab(await SageMakerServer.StartAsync()),
            "kubeflow" => new KubeflowLab(await KubeflowServer.StartAsync()),
            "hugging-face" => new HuggingFaceLab(),
            "azure-ml" => new AzureMlLab(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>The connection's settings.</summary>
    public abstract void Configure(Dictionary<string, string?> settings);

    public abstract void Add(string model, int versions);

    /// <summary>Another stage, label or file of a version.</summary>
    public abstract void Change(string model, int version);

    public abstract void Remove(string model, int version);

    /// <summary>Cannot be read from now on; a server asks to be left alone for ten minutes.</summary>
    public abstract void Break();

    public abstract void Repair();

    /// <summary>What the registry says of the approval of a version; null where it has no notion of one.</summary>
    public virtual string? Approval(string model, int version) => null;

    /// <summary>What it says once the portal approved.</summary>
    public virtual string? IsApproved => null;

    /// <summary>What it says once that has ended.</summary>
    public virtual string? IsNotApproved => null;

    public virtual ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    protected void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, name))!);
        File.WriteAllText(Path.Combine(Folder, name), text);
    }

    protected string Secret(string text)
    {
        Write(".secret", text);
        return Path.Combine(Folder, ".secret");
    }

    private sealed class SageMakerLab(SageMakerServer server) : RegistryLab
    {
        public override void Configure(Dictionary<string, string?> settings)
        {
            settings["Registries:Connections:0:Address"] = server.Url.ToString();
            settings["Registries:Connections:0:Settings:Region"] = SageMakerServer.Region;
            settings["Registries:Connections:0:Secrets:Credentials"] = Secret(SageMakerServer.Credentials());
        }

        public override void Add(string model, int versions) => server.Add(model, versions);

        public override void Change(string model, int version) => server.Find(model, version)["ModelApprovalStatus"] = "Rejected";

        public override void Remove(string model, int version) => server.Packages.Remove(server.Find(model, version));

        public override void Break() => server.Mood = (_, _) => (400, """{"__type":"ThrottlingException"}""", "600");

        public override string? Approval(string model, int version) => (string?)server.Find(model, version)["ModelApprovalStatus"];

        public override string? IsApproved => "Approved";

        public override string? IsNotApproved => "Rejected";

        public override void Repair() => server.Mood = (_, _) => null;

        public override async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    private sealed class KubeflowLab(KubeflowServer server) : RegistryLab
    {
        public override void Configure(Dictionary<string, string?> settings)
        {
            settings["Registries:Connections:0:Address"] = server.Url.ToString();
            settings["Registries:Connections:0:Secrets:Token"] = Secret(KubeflowServer.Token);
        }

        public override void Add(string model, int versions) => server.Add($"{server.Models.Count + 1}", model, versions);

        public override void Change(string model, int version) => Find(model, version)["state"] = "ARCHIVED";

        public override void Remove(string model, int version) => server.Versions.Remove(Find(model, version));

        public override void Break() => server.Mood = (_, _) => (429, "", "600");

        public override string? Approval(string model, int version) =>
            (string?)Find(model, version)["customProperties"]!["governance_approval"]?["string_value"];

        public override string? IsApproved => "approved";

        public override string? IsNotApproved => "revoked";

        public override void Repair() => server.Mood = (_, _) => null;

        public override async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await base.DisposeAsync();
        }

        private JsonObject Find(string model, int version)
        {
            var id = (string?)server.Models.Single(m => (string?)m["name"] == model)["id"];
            return server.Versions.Single(v => (string?)v["registeredModelId"] == id && (string?)v["name"] == $"v{version}");
        }
    }

    private sealed class HuggingFaceLab : RegistryLab
    {
        public override void Configure(Dictionary<string, string?> settings) =>
            settings["Registries:Connections:0:Settings:Folder"] = Folder;

        public override void Add(string model, int versions)
        {
            for (var version = 1; version <= versions; version++)
            {
                Write($"models--{model}/snapshots/{Commit(version)}/config.json", $"{{\"v\":{version}}}");
            }

            Write($"models--{model}/refs/main", Commit(versions));
        }

        public override void Change(string model, int version) =>
            Write($"models--{model}/snapshots/{Commit(version)}/tokenizer.json", "{}");

        public override void Remove(string model, int version) =>
            Directory.Delete(Path.Combine(Folder, $"models--{model}", "snapshots", Commit(version)), recursive: true);

        // A folder has no limit of calls; it can be away for a while.
        public override void Break() => Directory.Move(Folder, Folder + ".away");

        public override void Repair() => Directory.Move(Folder + ".away", Folder);

        private static string Commit(int version) => new((char)('a' + version), 40);
    }

    private sealed class AzureMlLab : RegistryLab
    {
        public override void Configure(Dictionary<string, string?> settings) =>
            settings["Registries:Connections:0:Settings:Folder"] = Folder;

        public override void Add(string model, int versions)
        {
            for (var version = 1; version <= versions; version++)
            {
                Show(model, version, "null");
            }
        }

        public override void Change(string model, int version) => Show(model, version, "\"Archived\"");

        public override void Remove(string model, int version) => File.Delete(Path.Combine(Folder, $"{model}-{version}.json"));

        public override void Break() => Write("half.json", "[ { \"name\": ");

        public override void Repair() => File.Delete(Path.Combine(Folder, "half.json"));

        private void Show(string model, int version, string stage) =>
            Write(
                $"{model}-{version}.json",
                $$"""{ "name": "{{model}}", "version": "{{version}}", "stage": {{stage}}, "id": "azureml://{{model}}/{{version}}" }"""
            );
    }
}
