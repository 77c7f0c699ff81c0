using System.Text.Json.Nodes;
using YamlDotNet.Serialization;

namespace Governance.Portal.Tests.Policies;

/// <summary>
/// The webhook that the project ships, read as an API server does: what it sends where, and what the example workload says.
/// </summary>
internal sealed class ShippedWebhook
{
    private readonly JsonObject _webhook;

    private ShippedWebhook(JsonObject webhook, JsonObject workload) => (_webhook, Workload) = (webhook, workload);

    /// <summary>The example, as it stands in the file.</summary>
    public JsonObject Workload { get; }

    /// <summary>Where reviews are sent: path of the address.</summary>
    public string Place => new Uri(Text("clientConfig", "url")).AbsolutePath;

    public static async Task<ShippedWebhook> ReadAsync(CancellationToken ct)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Governance.Portal.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var text = await File.ReadAllTextAsync(Path.Combine(root, "integrations", "kubernetes", "validating-webhook.yaml"), ct);
        var documents = text.Split("\n---\n").Select(Parse).ToList();
        Assert.Equal(["ValidatingWebhookConfiguration", "Deployment"], documents.Select(d => (string?)d["kind"]));
        return new ShippedWebhook(Assert.Single(documents[0]["webhooks"]!.AsArray())!.AsObject(), documents[1]);
    }

    /// <summary>A member of the webhook, by its path.</summary>
    public string Text(params string[] path) => (string)path.Aggregate((JsonNode)_webhook, (node, name) => node[name]!)!;

    /// <summary>True when one of its rules is about the request.</summary>
    public bool Asks(JsonObject review)
    {
        var request = review["request"]!;
        var (resource, sub) = (request["resource"]!, (string?)request["subResource"]);
        var name = sub is null ? (string)resource["resource"]! : $"{resource["resource"]}/{sub}";
        return _webhook["rules"]!
            .AsArray()
            .Any(rule =>
                Names(rule!, "apiGroups", (string)resource["group"]!)
                && Names(rule!, "apiVersions", (string)resource["version"]!)
                && Names(rule!, "operations", (string)request["operation"]!)
                && Names(rule!, "resources", name)
            );
    }

    private static bool Names(JsonNode rule, string member, string value) => rule[member]!.AsArray().Any(v => (string?)v == value);

    private static JsonObject Parse(string document)
    {
        var read = new DeserializerBuilder().Build().Deserialize(document);
        return JsonNode.Parse(new SerializerBuilder().JsonCompatible().Build().Serialize(read!))!.AsObject();
    }
}
