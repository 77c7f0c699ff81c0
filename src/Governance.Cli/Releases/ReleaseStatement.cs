using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Transparency;

namespace Governance.Cli.Releases;

/// <summary>
/// What the signature of a release says: its files by their digests, the commit they were built from, by whom, and their bills of
/// materials.
/// </summary>
/// <param name="Files">Path and SHA-256 of every file.</param>
/// <param name="Version">Version of the product.</param>
/// <param name="Commit">Commit the files were built from: 40 or 64 hex digits.</param>
/// <param name="Builder">Who or what built them.</param>
/// <param name="ListSha256">SHA-256 of the list of files.</param>
internal sealed record ReleaseStatement(
    IReadOnlyList<(string Path, string Sha256)> Files,
    string Version,
    string Commit,
    string Builder,
    string ListSha256
)
{
    private const string StatementType = "https://in-toto.io/Statement/v1";
    private const string PredicateType = "urn:governance:release:v1";
    private const string BillEnding = ".cdx.json";

    /// <summary>Bills of materials among the files.</summary>
    public IEnumerable<(string Path, string Sha256)> Bills => Files.Where(f => f.Path.EndsWith(BillEnding, StringComparison.Ordinal));

    public static bool IsCommit(string text) => text.Length is 40 or 64 && text.All(char.IsAsciiHexDigitLower);

    /// <summary>Its bytes (RFC 8785).</summary>
    public byte[] ToBytes() =>
        CanonicalJson.Serialize(
            new JsonObject
            {
                ["_type"] = StatementType,
                ["subject"] = Digests(Files),
                ["predicateType"] = PredicateType,
                ["predicate"] = new JsonObject
                {
                    ["product"] = "governance-portal",
                    ["version"] = Version,
                    ["commit"] = Commit,
                    ["builder"] = Builder,
                    ["listSha256"] = ListSha256,
                    ["billsOfMaterials"] = Digests(Bills),
                },
            }
        );

    /// <summary>Reads a statement; null when it is none, or names a file outside its folder.</summary>
    public static ReleaseStatement? Parse(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (root.GetProperty("_type").GetString() != StatementType || root.GetProperty("predicateType").GetString() != PredicateType)
            {
                return null;
            }

            var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var subject in root.GetProperty("subject").EnumerateArray())
            {
                var (path, digest) = (
                    subject.GetProperty("name").GetString() ?? "",
                    subject.GetProperty("digest").GetProperty("sha256").GetString() ?? ""
                );
                if (!FileList.IsInside(path) || !Sha256Hex.IsValid(digest) || !files.TryAdd(path, digest))
                {
                    return null;
                }
            }

            var predicate = root.GetProperty("predicate");
            string Text(string name) => predicate.GetProperty(name).GetString() ?? "";
            var statement = new ReleaseStatement(
                [.. files.Select(f => (f.Key, f.Value))],
                Text("version"),
                Text("commit"),
                Text("builder"),
                Text("listSha256")
            );
            // What it says beside that follows from it: a statement that says something else is none of ours.
            return statement.ToBytes().AsSpan().SequenceEqual(bytes) ? statement : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentNullException)
        {
            return null;
        }
    }

    private static JsonArray Digests(IEnumerable<(string Path, string Sha256)> files) =>
        new([
            .. files.Select(f =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = f.Path,
                        ["digest"] = new JsonObject { ["sha256"] = f.Sha256 },
                    }
            ),
        ]);
}
