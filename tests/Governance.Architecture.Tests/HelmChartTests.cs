using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Governance.Architecture;

/// <summary>
/// The Helm chart: with the settings of the bank it makes what the overlay makes, its options do what they say, and values that would do
/// harm are refused. Helm and kubectl are those of <c>eng/kubernetes-tools.sh</c>; without them these tests fail: ./build.sh setup
/// installs them.
/// </summary>
public sealed partial class HelmChartTests
{
    private const string Chart = "deploy/helm/governance-portal";
    private const string Overlay = "deploy/kubernetes/overlays/bank";

    // What the overlay says by its component.
    private static readonly string[] s_bank = ["--set", "reports.seccompProfile=governance-portal.json"];

    [Fact]
    public async Task Chart_WithTheSettingsOfTheBank_MakesTheObjectsOfTheOverlay()
    {
        var (code, kustomized, problem) = await RunAsync("kubectl", "kustomize", Overlay);
        Assert.True(code == 0, problem);
        // Kustomize names settings by their content; the chart says it in an annotation. Helm's own commands make the namespace.
        var overlay = Objects(HashedName().Replace(kustomized, "governance-settings"));
        Assert.True(overlay.Remove("Namespace/governance"));

        var chart = await RenderAsync(s_bank);

        Assert.Equal(overlay.Keys.Order(StringComparer.Ordinal), chart.Keys.Order(StringComparer.Ordinal));
        Assert.All(overlay, o => Assert.Equal(Canonical(o.Value), Canonical(chart[o.Key])));
    }

    [Theory]
    [InlineData]
    [InlineData("--set", "autoscaling.enabled=false,ingress.enabled=false,networkPolicy.enabled=false,disruptionBudget.enabled=false")]
    public async Task Chart_IsTakenByHelm(params string[] options)
    {
        var (code, said, wrong) = await RunAsync("helm", ["lint", "--strict", Chart, .. options]);

        Assert.True(code == 0, said + wrong);
    }

    [Theory]
    [InlineData("nodes=3")]
    [InlineData("image.digest=latest")]
    [InlineData("host=https://governance.example")]
    [InlineData("settings.ConnectionStrings__Governance=Host=db;Password=secret")]
    [InlineData("settings.AllowedHosts=*")]
    [InlineData("secretFiles[0].name=x,secretFiles[0].secret=x,secretFiles[0].mountPath=/keys")]
    [InlineData("replicas=0")]
    [InlineData("backup.hours=0")]
    [InlineData("backup.recipientSecret=")]
    [InlineData("settings.Backup__Hours=1")]
    public async Task Value_ThatIsUnknownOrUnsafe_IsRefused(string value)
    {
        var (code, said, wrong) = await RunAsync("helm", "template", "governance-portal", Chart, "--set", value);

        Assert.True(code != 0, said);
        Assert.Contains("values don't meet the specifications of the schema", wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chart_WithoutAutoscalerIngressAndClaims_HasTheNodesItIsTold()
    {
        var objects = await RenderAsync(
            "--set",
            "autoscaling.enabled=false,replicas=2,ingress.enabled=false",
            "--set",
            "persistence.artifacts.existingClaim=nfs,persistence.keys.existingClaim=safe,persistence.backups.existingClaim=far"
        );

        var deployment = objects["Deployment/governance-portal"];
        Assert.Equal(2, (int)deployment["spec"]!["replicas"]!);
        Assert.DoesNotContain(
            objects.Keys,
            k => k.StartsWith("HorizontalPodAutoscaler/", StringComparison.Ordinal) || k.StartsWith("Ingress/", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(objects.Keys, k => k.StartsWith("PersistentVolumeClaim/", StringComparison.Ordinal));
        Assert.Equal(["nfs", "safe", "far"], Claims(deployment));
        Assert.Equal(["nfs", "safe"], Claims(objects["Job/governance-migrate"]));
    }

    [Fact]
    public async Task Chart_WithSecretFilesAndADigest_MountsThemWhereThePortalAndTheMigrationRun()
    {
        var digest = $"sha256:{new string('a', 64)}";
        var objects = await RenderAsync(
            "--set",
            $"image.digest={digest},image.tag=1.2.3",
            "--set",
            "secretFiles[0].name=s3,secretFiles[0].secret=governance-s3,secretFiles[0].mountPath=/run/secrets/s3"
        );

        (string Pod, string Container)[] runs =
        [
            ("Deployment/governance-portal", "containers"),
            ("Deployment/governance-portal", "initContainers"),
            ("Job/governance-migrate", "initContainers"),
        ];
        foreach (var (pod, container) in runs)
        {
            var spec = objects[pod]["spec"]!["template"]!["spec"]!;
            var main = spec[container]![0]!;
            Assert.Equal($"registry.example/governance-portal@{digest}", (string?)main["image"]);
            var mount = Assert.Single(main["volumeMounts"]!.AsArray(), m => (string?)m!["mountPath"] == "/run/secrets/s3")!;
            Assert.True((bool)mount["readOnly"]!);
            var volume = Assert.Single(spec["volumes"]!.AsArray(), v => (string?)v!["name"] == (string?)mount["name"])!;
            Assert.Equal("governance-s3", (string?)volume["secret"]!["secretName"]);
        }
    }

    // Without a file on each node a pod with another profile does not start: PDF is what one turns on.
    [Fact]
    public async Task Chart_AsItIs_NeedsNothingOnTheNodes_AndKeepsWhatWasStored()
    {
        var objects = await RenderAsync();

        var spec = objects["Deployment/governance-portal"]["spec"]!["template"]!["spec"]!;
        Assert.Equal("RuntimeDefault", (string?)spec["securityContext"]!["seccompProfile"]!["type"]);
        Assert.Null(spec["containers"]![0]!["securityContext"]!["seccompProfile"]);
        var kept = await RunAsync("helm", "template", "governance-portal", Chart, "--show-only", "templates/storage.yaml");
        Assert.Equal(3, Regex.Count(kept.Said, "helm.sh/resource-policy: keep"));
    }

    [Fact]
    public void Chart_IsOfTheVersionOfTheProduct()
    {
        var version = Regex.Match(Repository.Read("Directory.Build.props"), "<Version>(?<v>[^<]+)</Version>").Groups["v"].Value;
        var chart = Read(Repository.Read($"{Chart}/Chart.yaml")).Single();

        Assert.Equal((version, version), ((string?)chart["version"], (string?)chart["appVersion"]));
    }

    [Fact]
    public void EveryValue_IsUsedByATemplate()
    {
        var templates = string.Concat(Repository.Files($"{Chart}/templates").Select(Repository.Read));
        var values = (JsonObject)Read(Repository.Read($"{Chart}/values.yaml")).Single();

        var unused = Leaves(values, "")
            .Where(path => !Prefixes(path).Any(p => templates.Contains($".Values.{p}", StringComparison.Ordinal)))
            .ToList();

        Assert.Empty(unused);
    }

    // A path, and what it is part of where that is handed over as a whole.
    private static IEnumerable<string> Prefixes(string path)
    {
        string[] whole = ["settings", "resources", "migration.resources", "migration.waitResources", "ingress.annotations"];
        return whole.Where(w => path.StartsWith($"{w}.", StringComparison.Ordinal)).Prepend(path);
    }

    private static IEnumerable<string> Leaves(JsonObject values, string before) =>
        values.SelectMany(v => v.Value is JsonObject { Count: > 0 } more ? Leaves(more, $"{before}{v.Key}.") : [before + v.Key]);

    private static IEnumerable<string?> Claims(JsonNode workload) =>
        workload["spec"]!["template"]!["spec"]!["volumes"]!
            .AsArray()
            .Select(v => (string?)v!["persistentVolumeClaim"]?["claimName"])
            .Where(c => c is not null);

    private static async Task<Dictionary<string, JsonNode>> RenderAsync(params string[] options)
    {
        var (code, rendered, problem) = await RunAsync(
            "helm",
            ["template", "governance-portal", Chart, "--namespace", "governance", .. options]
        );
        Assert.True(code == 0, problem);
        var objects = Objects(rendered.Replace("governance-migrate-1", "governance-migrate", StringComparison.Ordinal));
        foreach (var metadata in objects.Values.SelectMany(o => new[] { o["metadata"], o["spec"]?["template"]?["metadata"] }))
        {
            // What only Helm needs to know.
            if (metadata?["annotations"] is JsonObject annotations)
            {
                annotations.Remove("helm.sh/resource-policy");
                annotations.Remove("checksum/settings");
                if (annotations.Count == 0)
                {
                    metadata.AsObject().Remove("annotations");
                }
            }
        }

        return objects;
    }

    private static Dictionary<string, JsonNode> Objects(string yaml) =>
        Read(yaml).ToDictionary(o => $"{o["kind"]}/{o["metadata"]!["name"]}", StringComparer.Ordinal);

    private static List<JsonNode> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(d => Node(d.RootNode)).OfType<JsonNode>()];
    }

    private static JsonNode? Node(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(map.Select(m => KeyValuePair.Create(((YamlScalarNode)m.Key).Value!, Node(m.Value)))),
            YamlSequenceNode list => new JsonArray([.. list.Select(Node)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: var plain } => Scalar(plain),
            YamlScalarNode text => text.Value,
            _ => throw new FormatException(node.ToString()),
        };

    private static JsonNode? Scalar(string? plain) =>
        plain switch
        {
            null or "" or "null" or "~" => null,
            "true" or "false" => plain == "true",
            _ when Octal().IsMatch(plain) => Convert.ToInt32(plain, 8),
            _ when int.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => number,
            _ => plain,
        };

    // Members in order, so that two documents that say the same are the same text.
    private static string Canonical(JsonNode? node) =>
        node switch
        {
            JsonObject map => $"{{{string.Join(",\n", Members(map))}}}",
            JsonArray list => $"[{string.Join(",\n", list.Select(Canonical))}]",
            _ => node?.ToJsonString() ?? "null",
        };

    private static IEnumerable<string> Members(JsonObject map) =>
        map.Where(m => m.Value is not null).OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{m.Key}: {Canonical(m.Value)}");

    private static async Task<(int Code, string Said, string Wrong)> RunAsync(string program, params string[] arguments)
    {
        var installed = Repository.Path($"artifacts/tools/{program}");
        var start = new ProcessStartInfo(File.Exists(installed) ? installed : program, arguments)
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var tool = Process.Start(start)!;
        var (said, wrong) = (
            tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken),
            tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)
        );
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (tool.ExitCode, await said, await wrong);
    }

    [GeneratedRegex("governance-settings-[a-z0-9]{10}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HashedName();

    [GeneratedRegex("^0[0-7]+$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Octal();
}
