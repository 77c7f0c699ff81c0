using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Documents;
using Governance.Reporting.Layout;
using Governance.Reporting.Manifests;
using static Governance.Localisation.Texts;

namespace Governance.Reporting.Registers;

/// <summary>
/// OSCAL assessment results 1.2.2 of policy results. For programs: there is no printed form beyond the table of the same facts.
/// </summary>
public sealed record OscalRecord : ReportRecord
{
    private const string OscalVersion = "1.2.2";

    private static readonly JsonSerializerOptions s_writing = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public required string SystemId { get; init; }

    public required string SystemWords { get; init; }

    /// <summary>Gate runs, a row for each rule.</summary>
    public required IReadOnlyList<FoundRecord> Results { get; init; }

    /// <summary>
    /// Results as people read them in the language of the document, by what is stored; those without are printed as stored.
    /// </summary>
    public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public override string Kind => "oscal";

    public override string Title => "OSCAL assessment results";

    public override string Subject => SystemId;

    public override string SubjectName => SystemWords;

    public override string? BundleDigest => null;

    public override IReadOnlyList<string> DraftReasons => [];

    internal override Type Layout => typeof(OscalReport);

    internal IEnumerable<(FoundRecord Run, string Rule, string Result)> Rules =>
        from run in Results
        from row in run.Rows
        select (run, row["policy_id"].Text!, row["result"].Text!);

    public override EvidenceManifest Manifest() =>
        new()
        {
            DocumentId = Document.Id,
            Kind = Kind,
            Subject = Subject,
            MadeAt = Document.MadeAt,
            Claims =
            [
                .. Rules.Select(r => new EvidencedClaim(
                    $"Rule {r.Rule}",
                    r.Result,
                    new EvidenceReference(r.Run.Id, r.Run.Kind, r.Run.Sha256!)
                )),
            ],
        };

    /// <inheritdoc/>
    public override byte[] Twin()
    {
        var times = Results.Select(r => r.At).ToList();
        var last = times.Count == 0 ? Document.MadeAt : times.Max();
        var json = new JsonObject
        {
            ["assessment-results"] = new JsonObject
            {
                ["uuid"] = Id("assessment-results"),
                ["metadata"] = new JsonObject
                {
                    ["title"] = $"Policy results of {SystemWords} ({SystemId})",
                    ["last-modified"] = Time(last),
                    ["version"] = Time(last),
                    ["oscal-version"] = OscalVersion,
                },
                ["import-ap"] = new JsonObject { ["href"] = $"/compliance/systems/{SystemId}" },
                ["results"] = new JsonArray([.. Results.Select(Result)]),
            },
        };
        return JsonSerializer.SerializeToUtf8Bytes(json, s_writing);
    }

    internal static StateWord State(string result) =>
        IsSatisfied(result) ? new StateWord(T["Satisfied"], StateKind.Pass) : new StateWord(T["Not satisfied"], StateKind.Fail);

    private JsonNode Result(FoundRecord run)
    {
        var rules = run.Rows.Select(row => (Rule: row["policy_id"].Text!, Result: row["result"].Text!)).ToList();
        return new JsonObject
        {
            ["uuid"] = Id(run.Id),
            ["title"] = run.TitleText,
            ["description"] = $"Outcome of each rule that the policy gate evaluated for {run.Version}.",
            ["start"] = Time(run.At),
            ["end"] = Time(run.At),
            ["reviewed-controls"] = new JsonObject
            {
                ["control-selections"] = new JsonArray(
                    new JsonObject
                    {
                        ["include-controls"] = new JsonArray([
                            .. rules.Select(r => (JsonNode)new JsonObject { ["control-id"] = Token(r.Rule) }),
                        ]),
                    }
                ),
            },
            ["observations"] = new JsonArray([
                .. rules.Select(r =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["uuid"] = Id($"{run.Id}/{r.Rule}/observation"),
                            ["description"] = r.Result,
                            ["methods"] = new JsonArray("TEST"),
                            ["relevant-evidence"] = new JsonArray(
                                new JsonObject
                                {
                                    ["href"] = $"{run.Href}#sha256={run.Sha256}",
                                    ["description"] = $"{run.Id}, the stored result of the policy gate",
                                }
                            ),
                            ["collected"] = Time(run.At),
                        }
                ),
            ]),
            ["findings"] = new JsonArray([
                .. rules.Select(r =>
                    (JsonNode)
                        new JsonObject
                        {
                            ["uuid"] = Id($"{run.Id}/{r.Rule}/finding"),
                            ["title"] = r.Rule,
                            ["description"] = r.Result,
                            ["target"] = new JsonObject
                            {
                                ["type"] = "objective-id",
                                ["target-id"] = Token(r.Rule),
                                ["status"] = new JsonObject
                                {
                                    ["state"] = IsSatisfied(r.Result) ? "satisfied" : "not-satisfied",
                                    ["reason"] =
                                        r.Result.StartsWith("Passed", StringComparison.Ordinal) ? "pass"
                                        : r.Result.StartsWith("Failed", StringComparison.Ordinal) ? "fail"
                                        : "other",
                                },
                            },
                            ["related-observations"] = new JsonArray(
                                new JsonObject { ["observation-uuid"] = Id($"{run.Id}/{r.Rule}/observation") }
                            ),
                        }
                ),
            ]),
        };
    }

    // A waived rule is not met; that someone lets it pass is said in its words.
    private static bool IsSatisfied(string result) =>
        result.StartsWith("Passed", StringComparison.Ordinal) || result.StartsWith("Not applicable", StringComparison.Ordinal);

    /// <summary>The same result has the same identifier in every export: a name-based one (version 8) over SHA-256.</summary>
    private string Id(string part)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes($"governance/oscal/{SystemId}/{part}"))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    private static string Token(string rule) =>
        string.Concat(rule.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')) is var token
        && char.IsAsciiLetter(token[0])
            ? token
            : $"r-{rule}";

    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
