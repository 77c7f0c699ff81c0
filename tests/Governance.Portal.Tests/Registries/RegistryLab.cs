using System.Globalization;
using System.Text.Json.Nodes;
using Governance.Portal.Tests.Registries.Kubeflow;
using Governance.Portal.Tests.Registries.MlFlow;
using Governance.Portal.Tests.Registries.SageMaker;
using Governance.Portal.Tests.Registry;

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
            "mlflow" => new MlFlowLab(await TrackingServer.StartAsync()),
            "unity-catalog" => new UnityCatalogLab(await CatalogServer.StartAsync()),
            "hugging-face" => new HuggingFaceLab(),
            "azure-ml" => new AzureMlLab(),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>Settings of a portal with this registry as its connection <c>lab</c>.</summary>
    public virtual void Configure(Dictionary<string, string?> settings, string kind, int pageSize, bool writeBack)
    {
        settings["Registries:Connections:0:Name"] = "lab";
        settings["Registries:Connections:0:Kind"] = kind;
        settings["Registries:Connections:0:Owner"] = RegistryFixture.Owner;
        settings["Registries:Connections:0:ReconcileMinutes"] = "0";
        settings["Registries:Connections:0:PageSize"] = pageSize.ToString(CultureInfo.InvariantCulture);
        settings["Registries:Connections:0:WriteBack"] = writeBack ? "true" : "false";
        Configure(settings);
    }

    public abstract void Add(string model, int versions);

    /// <summary>Another stage, label or file of a version.</summary>
    public abstract void Change(string model, int version);

    public abstract void Remove(string model, int version);

    /// <summary>Cannot be read from now on; a server asks to be left alone for ten minutes.</summary>
    public abstract void Break();

    public abstract void Repair();

    /// <summary>How often it was called; nothing for a folder.</summary>
    public virtual int Calls => 0;

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

    /// <summary>The connection's further settings.</summary>
    protected abstract void Configure(Dictionary<string, string?> settings);

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
        public override int Calls => server.Calls.Count;

        protected override void Configure(Dictionary<string, string?> settings)
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
        public override int Calls => server.Calls.Count;

        protected override void Configure(Dictionary<string, string?> settings)
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

    private sealed class MlFlowLab(TrackingServer server) : RegistryLab
    {
        public override int Calls => server.Calls.Count;

        // MLflow servers stand in a section of their own.
        public override void Configure(Dictionary<string, string?> settings, string kind, int pageSize, bool writeBack)
        {
            settings["MlFlow:Servers:0:Name"] = "lab";
            settings["MlFlow:Servers:0:Owner"] = RegistryFixture.Owner;
            settings["MlFlow:ReconcileMinutes"] = "0";
            settings["MlFlow:PageSize"] = pageSize.ToString(CultureInfo.InvariantCulture);
            Configure(settings);
        }

        public override void Add(string model, int versions) => server.Add(model, versions);

        public override void Change(string model, int version) => Find(model, version)["description"] = "Trained again";

        public override void Remove(string model, int version) => server.Versions.Remove(Find(model, version));

        public override void Break() => server.Mood = (_, _) => (429, "", "600");

        public override void Repair() => server.Mood = (_, _) => null;

        public override async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["MlFlow:Servers:0:Address"] = server.Url.ToString();
            settings["MlFlow:Servers:0:TokenFile"] = Secret(TrackingServer.Token);
        }

        private JsonObject Find(string model, int version) =>
            server.Versions.Single(v =>
                (string?)v["name"] == model && (string?)v["version"] == version.ToString(CultureInfo.InvariantCulture)
            );
    }

    private sealed class UnityCatalogLab(CatalogServer server) : RegistryLab
    {
        public override int Calls => server.Calls.Count;

        public override void Add(string model, int versions) => server.Add(FullName(model), versions);

        public override void Change(string model, int version) => server.Models[FullName(model)].Versions[version] = "Trained again";

        public override void Remove(string model, int version) => server.Models[FullName(model)].Versions.Remove(version);

        public override void Break() => server.Mood = (_, _) => Task.FromResult<(int, string, string?)?>((429, "", "600"));

        public override void Repair() => server.Mood = (_, _) => Task.FromResult<(int, string, string?)?>(null);

        public override async ValueTask DisposeAsync()
        {
            await server.DisposeAsync();
            await base.DisposeAsync();
        }

        protected override void Configure(Dictionary<string, string?> settings)
        {
            settings["Registries:Connections:0:Address"] = server.Url.ToString();
            settings["Registries:Connections:0:Settings:ClientId"] = "principal";
            settings["Registries:Connections:0:Secrets:ClientSecret"] = Secret(CatalogServer.Secret);
        }

        private static string FullName(string model) => $"main.ml.{model}";
    }

    private sealed class HuggingFaceLab : RegistryLab
    {
        protected override void Configure(Dictionary<string, string?> settings) =>
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
        protected override void Configure(Dictionary<string, string?> settings) =>
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
