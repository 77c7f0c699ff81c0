using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Domain.Discovery;
using Governance.Policies;

namespace Governance.Cli.Discovery.Scanning;

/// <summary>Services that serve models in manifests of Kubernetes and in files of Docker Compose.</summary>
internal static partial class YamlScan
{
    private static readonly YamlFileKind s_kind = YamlFileKind.Manifest;

    // Kinds of Kubernetes objects that serve models.
    private static readonly string[] s_services =
    [
        "InferenceService",
        "LLMInferenceService",
        "SeldonDeployment",
        "RayService",
        "InferenceGraph",
    ];

    // Kinds whose names others use as well, and whose they are: ModelMesh and servers of many models of KServe, Seldon Core 2, KubeAI,
    // NVIDIA NIM, KAITO and Yatai.
    private static readonly (string Kind, string Group)[] s_ofGroup =
    [
        ("Predictor", "serving.kserve.io/"),
        ("TrainedModel", "serving.kserve.io/"),
        ("Model", "mlops.seldon.io/"),
        ("Model", "kubeai.org/"),
        ("NIMService", "apps.nvidia.com/"),
        ("Workspace", "kaito.sh/"),
        ("BentoDeployment", "serving.yatai.ai/"),
    ];

    // Images by the part of their name behind the registry.
    private static readonly string[] s_servers =
    [
        "vllm/vllm-openai",
        "huggingface/text-generation-inference",
        "huggingface/text-embeddings-inference",
        "ollama/ollama",
        "nvidia/tritonserver",
        "tensorflow/serving",
        "pytorch/torchserve",
        "seldonio/mlserver",
        "localai/localai",
        "berriai/litellm",
        "kserve/huggingfaceserver",
        "kserve/sklearnserver",
        "kserve/xgbserver",
        "lmsysorg/sglang",
        "ggml-org/llama.cpp",
        "bentoml/model-server",
        "open-webui/open-webui",
        "rayproject/ray-llm",
    ];

    public static IEnumerable<DiscoveryFinding> Find(SourceText text, List<string> problems)
    {
        if (text.Extension is not (".yaml" or ".yml"))
        {
            yield break;
        }

        var start = 0;
        for (var end = 0; end <= text.Lines.Count; end++)
        {
            if (end == text.Lines.Count || text.Lines[end].StartsWith("---", StringComparison.Ordinal))
            {
                if (Read(text, start, end, problems) is YamlMap map)
                {
                    foreach (var finding in Of(text, map, start))
                    {
                        yield return finding;
                    }
                }

                start = end + 1;
            }
        }
    }

    /// <summary>The same of a manifest in JSON, as tools that talk to a cluster write it.</summary>
    public static IEnumerable<DiscoveryFinding> OfJson(SourceText text, JsonElement root) =>
        root.TryGetProperty("kind", out _) || root.TryGetProperty("services", out _)
            ? Of(text, (YamlMap)NodeOf(root), 0).Select(finding => finding with { Line = text.LineOf(finding.Name.Split('/')[^1]) })
            : [];

    private static YamlNode NodeOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => new YamlMap(
                1,
                1,
                [
                    .. element
                        .EnumerateObject()
                        .Select(member => KeyValuePair.Create(new YamlText(1, 1, member.Name, false), NodeOf(member.Value))),
                ]
            ),
            JsonValueKind.Array => new YamlList(1, 1, [.. element.EnumerateArray().Select(NodeOf)]),
            _ => new YamlText(1, 1, element.ToString(), element.ValueKind is not JsonValueKind.String),
        };

    /// <summary>What a file says that it serves, though it cannot be read as a whole; null for other files.</summary>
    public static string? Announced(SourceText text) =>
        text.Extension is ".yaml" or ".yml" or ".json" && text.Lines.Select(Announces).OfType<string>().FirstOrDefault() is { } what
            ? $"says {what}"
            : null;

    // The reader takes one document; a file of a cluster has several, which dashes divide.
    private static YamlNode? Read(SourceText text, int start, int end, List<string> problems)
    {
        var lines = text.Lines.Skip(start).Take(end - start).ToList();
        if (!lines.Exists(l => Announces(l) is not null || l.StartsWith("kind:", StringComparison.Ordinal) || IsCompose(l)))
        {
            return null;
        }

        var wrong = new List<PolicyProblem>();
        var read = YamlTreeReader.Read(Encoding.UTF8.GetBytes(string.Join('\n', lines)), wrong, s_kind);
        if (read is null && lines.Select(Announces).OfType<string>().FirstOrDefault() is { } announced)
        {
            var at = wrong.FirstOrDefault();
            var why = at?.Message ?? "it is not valid.";
            problems.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{text.Path}:{start + (at?.Line ?? 1)} says {announced}, and the YAML cannot be read: {why}"
                )
            );
        }

        return read;
    }

    private static bool IsCompose(string line) => line.StartsWith("services:", StringComparison.Ordinal);

    /// <summary>What a line says that its file is about, though the file as a whole may not be readable; null for other lines.</summary>
    private static string? Announces(string line) =>
        KindLine().Match(line) is { Success: true } kind && s_services.Contains(kind.Groups[1].Value, StringComparer.Ordinal)
            ? $"kind: {kind.Groups[1].Value}"
        : ImageLine().Match(line) is { Success: true } image && IsServer(image.Groups[1].Value) ? $"image: {image.Groups[1].Value}"
        : null;

    private static IEnumerable<DiscoveryFinding> Of(SourceText text, YamlMap map, int offset)
    {
        var kind = Text(map["kind"]);
        if (kind is "List" && map["items"] is YamlList list)
        {
            return list.Items.OfType<YamlMap>().SelectMany(item => Of(text, item, offset));
        }

        if (kind is not null && map["apiVersion"] is YamlText version)
        {
            var serves =
                s_services.Contains(kind, StringComparer.Ordinal)
                || s_ofGroup.Any(of => of.Kind == kind && version.Value.StartsWith(of.Group, StringComparison.Ordinal));
            var metadata = map["metadata"] as YamlMap;
            var space = Text(metadata?["namespace"]);
            var name = Text(metadata?["name"]) ?? "unnamed";
            name = space is null ? name : $"{space}/{name}";
            return serves
                ?
                [
                    DiscoveryFinding.Of(
                        DiscoveryKind.InferenceService,
                        name,
                        text.Path,
                        map.Line + offset,
                        string.Join(", ", new[] { kind, Format(map), Storage(map) }.OfType<string>())
                    ),
                ]
                : Images(map).Select(image => Served(text, name, image, offset));
        }

        return kind is null && map["services"] is YamlMap services
            ? services.Members.SelectMany(s => Images(s.Value).Select(image => Served(text, s.Key.Value, image, offset)))
            : [];
    }

    private static DiscoveryFinding Served(SourceText text, string name, YamlText image, int offset) =>
        DiscoveryFinding.Of(DiscoveryKind.InferenceService, name, text.Path, image.Line + offset, image.Value);

    private static IEnumerable<YamlText> Images(YamlNode node) =>
        Members(node).Where(m => m.Key.Value is "image").Select(m => m.Value).OfType<YamlText>().Where(i => IsServer(i.Value));

    private static bool IsServer(string image)
    {
        var name = image.Split('@')[0].ToLowerInvariant();
        var colon = name.LastIndexOf(':');
        name = colon > name.LastIndexOf('/') ? name[..colon] : name;
        return s_servers.Any(s => name == s || name.EndsWith("/" + s, StringComparison.Ordinal));
    }

    private static string? Format(YamlMap map) =>
        Members(map)
            .Where(m => m.Key.Value is "modelFormat" or "modelType")
            .Select(m => Text((m.Value as YamlMap)?["name"]))
            .OfType<string>()
            .FirstOrDefault()
        ?? Members(map["spec"] ?? map)
            .Where(m => m.Key.Value is "sklearn" or "xgboost" or "lightgbm" or "pytorch" or "tensorflow" or "onnx" or "triton")
            .Select(m => m.Key.Value)
            .FirstOrDefault();

    // Where it lies; what follows a question mark, and a user, may be secrets.
    private static string? Storage(YamlMap map) =>
        Members(map).Where(m => m.Key.Value is "storageUri" or "modelUri").Select(m => Text(m.Value)).OfType<string>().FirstOrDefault()
            is { } uri
        && !uri.Contains('@', StringComparison.Ordinal)
            ? uri.Split('?', '#')[0]
            : null;

    private static IEnumerable<KeyValuePair<YamlText, YamlNode>> Members(YamlNode node) =>
        node switch
        {
            YamlMap map => map.Members.SelectMany(m => Members(m.Value).Prepend(m)),
            YamlList list => list.Items.SelectMany(Members),
            _ => [],
        };

    private static string? Text(YamlNode? node) => (node as YamlText)?.Value;

    // On a line of its own or within braces, in quotation marks or without.
    [GeneratedRegex(
        """^(?:[^#]*[\s{,\[-])?["']?kind["']?\s*:\s*["']?([A-Za-z]{1,60})["']?\s*(?:[,}\]#].*)?$""",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking
    )]
    private static partial Regex KindLine();

    [GeneratedRegex("""^[\s-]*image:\s*["']?([^\s"'{}]{1,200})""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ImageLine();
}
