using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Shared;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary>
/// What a guard may allow while the portal does not answer: an agent's manifest, policies, and the tools for which these are enough. Signed
/// by someone whose key the guard was given.
/// </summary>
internal sealed record OfflineBundle(
    string Stage,
    AgentManifest Manifest,
    IReadOnlyList<PolicyDocument> Policies,
    IReadOnlyList<string> Tools,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>When it was signed; null for one that an earlier program made. Of two, the newer is the one signed later.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    public const string PayloadType = "application/vnd.governance.agent-offline+json";

    private const string Schema = "governance.agent-offline/v1";
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Digest of the manifest.</summary>
    public string ManifestSha256 { get; } = AgentDigestCommand.Of(Manifest);

    /// <summary>Reads a bundle that one of these keys signed.</summary>
    public static async Task<OfflineBundle> ReadAsync(string path, IReadOnlyList<DsseKey> trusted, CancellationToken ct)
    {
        var envelope = DsseEnvelope.Parse(await LocalFile.ReadAsync(path, MaxBytes, ct));
        if (envelope is not { PayloadType: PayloadType } || envelope.SignedBy(trusted).Count == 0)
        {
            throw CliException.Usage($"{path} is not a bundle signed with any of the keys given with --bundle-key.");
        }

        try
        {
            using var json = JsonDocument.Parse(envelope.Payload, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return Read(json.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw CliException.Usage($"{path} is signed, but is not a bundle for a guard: {problem.Message}", problem);
        }
    }

    public byte[] ToBytes()
    {
        var json = new JsonObject
        {
            ["schema"] = Schema,
            ["stage"] = Stage,
            ["manifest"] = Encoding.UTF8.GetString(Manifest.ToBytes()),
            ["policies"] = new JsonArray([
                .. Policies.Select(p =>
                    (JsonNode)new JsonObject { ["file"] = p.FileName, ["text"] = Encoding.UTF8.GetString(p.Source.Span) }
                ),
            ]),
            ["tools"] = new JsonArray([.. Tools.Select(t => JsonValue.Create(t))]),
            ["expiresAt"] = CanonicalJson.Time(ExpiresAt),
        };
        if (IssuedAt is { } issued)
        {
            json["issuedAt"] = CanonicalJson.Time(issued);
        }

        return CanonicalJson.Serialize(json);
    }

    /// <summary>Why a tool may not be used offline, in words that go on after a comma; null when it may.</summary>
    public string? WhyNot(string tool, DateTimeOffset now) =>
        now >= ExpiresAt ? "and the offline bundle has expired."
        : Tools.Contains(tool, StringComparer.Ordinal) ? null
        : $"and the offline bundle does not name {tool}.";

    private static OfflineBundle Read(JsonElement json)
    {
        string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? throw new FormatException(name);
        DateTimeOffset Instant(JsonElement element, string name) =>
            CommonOptions.TryReadInstant(Text(element, name), out var time) ? time : throw new FormatException(name);
        if (Text(json, "schema") != Schema)
        {
            throw new FormatException("Its format belongs to a different version of the program.");
        }

        var manifest = AgentManifest.Read(Encoding.UTF8.GetBytes(Text(json, "manifest"))).Manifest;
        var policies = json.GetProperty("policies")
            .EnumerateArray()
            .Select(p => PolicyDocument.Parse(Encoding.UTF8.GetBytes(Text(p, "text")), Text(p, "file")).Document)
            .ToList();
        return manifest is not null && policies.TrueForAll(p => p is not null)
            ? new OfflineBundle(
                Text(json, "stage"),
                manifest,
                [.. policies.OfType<PolicyDocument>()],
                [.. json.GetProperty("tools").EnumerateArray().Select(t => t.GetString() ?? throw new FormatException("tools"))],
                Instant(json, "expiresAt")
            )
            {
                IssuedAt = json.TryGetProperty("issuedAt", out _) ? Instant(json, "issuedAt") : null,
            }
            : throw new FormatException("This version of the program cannot read its manifest or a policy.");
    }
}
