using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Models;
using Governance.Policies;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Storage;
using Governance.Transparency;

namespace Governance.Portal.Models.Registry;

/// <summary>A package of a bill of materials.</summary>
public sealed record SbomComponent(string Name, string? Version, string? License);

/// <summary>What can be shown of a piece of evidence.</summary>
/// <param name="Reading">What gates read from it.</param>
/// <param name="Text">Its text, when it is short text and no machine form; null otherwise.</param>
/// <param name="Components">Its packages, for a bill of materials.</param>
public sealed record EvidenceContent(EvidenceReading Reading, string? Text, IReadOnlyList<SbomComponent> Components)
{
    /// <summary>What can be drawn of a report on figures; null for other evidence, and where it is no JSON.</summary>
    public EvidencePictures? Pictures { get; init; }
}

/// <summary>Opens a piece of evidence for a page. What strangers wrote is shown as text, never as markup.</summary>
public sealed class ReadEvidence(FindFiles find, StoredFiles files, KnownPictures known)
{
    private const int MaxBytes = 8 * 1024 * 1024;
    private const int MaxText = 200_000;

    /// <summary>Reads it, and compares the file with its digest.</summary>
    public Task<Result<EvidenceContent>> RunAsync(EvidenceView evidence, CancellationToken ct) => ReadAsync(evidence, asFiled: false, ct);

    /// <summary>
    /// What a page draws beside other things: the pictures of the file as it was filed, for which it is read once. Those who open the
    /// evidence, or download it, have it compared.
    /// </summary>
    public Task<Result<EvidenceContent>> AsFiledAsync(EvidenceView evidence, CancellationToken ct) =>
        ReadAsync(evidence, asFiled: true, ct);

    private async Task<Result<EvidenceContent>> ReadAsync(EvidenceView evidence, bool asFiled, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var found = await find.EvidenceWithFactsAsync(evidence.Model, evidence.Version, evidence.Id.ToString(), ct);
        if (found.Refusal is { } refusal)
        {
            return refusal;
        }

        var reading = StoredEvidenceFacts.Read(found.Value.Facts);
        var isPicture = evidence.Kind is EvidenceKind.Validation or EvidenceKind.Fairness or EvidenceKind.Robustness;
        if (!isPicture && evidence.Kind is not (EvidenceKind.Sbom or EvidenceKind.ModelCard or EvidenceKind.SystemCard))
        {
            return new EvidenceContent(reading, null, []);
        }

        // Figures were read when it was filed: they are shown, whatever became of the file.
        if (found.Value.File.Refusal is { } gone)
        {
            return isPicture ? new EvidenceContent(reading, null, []) : gone;
        }

        var file = found.Value.File.Value;
        if (asFiled && isPicture && known.TryGet(file, out var pictures))
        {
            return new EvidenceContent(reading, null, []) { Pictures = pictures };
        }

        var bytes = await files.ReadAsync(file, MaxBytes, ct);
        if (bytes.Refusal is { } altered)
        {
            return altered;
        }

        return bytes.Value is not { } content ? new EvidenceContent(reading, null, [])
            : isPicture ? new EvidenceContent(reading, null, []) { Pictures = known.Keep(file, content) }
            : evidence.Kind is EvidenceKind.Sbom ? new EvidenceContent(reading, null, Components(content))
            : new EvidenceContent(reading, Text(content, evidence.MediaType), []);
    }

    private static string? Text(byte[] bytes, string mediaType)
    {
        if (mediaType.Contains("json", StringComparison.OrdinalIgnoreCase) && TryParse(bytes) is { } document)
        {
            using (document)
            {
                var text = new StringBuilder();
                Flatten(document.RootElement, text, 0);
                return text.Length <= MaxText ? text.ToString() : text.ToString(0, MaxText);
            }
        }

        if (!mediaType.StartsWith("text/", StringComparison.OrdinalIgnoreCase) || bytes.Length > MaxText)
        {
            return null;
        }

        return Encoding.UTF8.GetString(bytes);
    }

    // A card in JSON is read as headings and paragraphs.
    private static void Flatten(JsonElement element, StringBuilder text, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    text.Append(' ', depth * 2)
                        .Append(member.Name)
                        .Append(member.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? ":\n" : ": ");
                    Flatten(member.Value, text, depth + 1);
                }

                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    text.Append(' ', depth * 2).Append("- ");
                    Flatten(item, text, depth + 1);
                }

                break;
            default:
                text.Append(element.ToString()).Append('\n');
                break;
        }
    }

    private static JsonDocument? TryParse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return null; // shown as what it is: a file that no one can read into
        }
    }

    private static IReadOnlyList<SbomComponent> Components(byte[] bytes)
    {
        var form = FileForm.Of(bytes);
        if (form == FileForm.CycloneDxXml && CycloneDxXml.TryRead(bytes, out var json, out _))
        {
            bytes = json;
        }
        else if (form == FileForm.SpdxTagValue && SpdxTagValue.TryRead(Encoding.UTF8.GetString(bytes), out json, out _))
        {
            bytes = json;
        }

        using var document = TryParse(bytes);
        if (document is not { RootElement.ValueKind: JsonValueKind.Object })
        {
            return [];
        }

        var root = document.RootElement;
        return root.TryGetProperty("components", out var cyclone) && cyclone.ValueKind is JsonValueKind.Array
                ? [.. cyclone.EnumerateArray().Where(IsObject).Select(OfCycloneDx)]
            : root.TryGetProperty("packages", out var spdx) && spdx.ValueKind is JsonValueKind.Array
                ? [.. spdx.EnumerateArray().Where(IsObject).Select(OfSpdx)]
            : root.TryGetProperty("@graph", out var graph) && graph.ValueKind is JsonValueKind.Array ? OfSpdx3(graph)
            : [];
    }

    // SPDX 3 is a graph: licences are elements, to which relationships lead from a package.
    private static IReadOnlyList<SbomComponent> OfSpdx3(JsonElement graph)
    {
        var elements = graph.EnumerateArray().Where(IsObject).ToList();
        string? Id(JsonElement element) => Member(element, "spdxId") ?? Member(element, "@id");
        var expressions = elements
            .Where(e => Id(e) is not null && Member(e, "simplelicensing_licenseExpression") is not null)
            .GroupBy(e => Id(e)!, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => Member(g.First(), "simplelicensing_licenseExpression")!, StringComparer.Ordinal);
        var licensed = elements
            .Where(e => Member(e, "relationshipType") is "hasConcludedLicense" or "hasDeclaredLicense" && Member(e, "from") is not null)
            .SelectMany(e =>
                e.TryGetProperty("to", out var to) && to.ValueKind is JsonValueKind.Array
                    ? to.EnumerateArray()
                        .Where(t => t.ValueKind is JsonValueKind.String)
                        .Select(t => (From: Member(e, "from")!, To: t.GetString()!))
                    : []
            )
            .ToLookup(r => r.From, r => expressions.GetValueOrDefault(r.To) ?? r.To, StringComparer.Ordinal);
        return
        [
            .. elements
                .Where(e => Member(e, "type") is "software_Package" or "software_File" or "ai_AIPackage" or "dataset_DatasetPackage")
                .Select(e => new SbomComponent(
                    Member(e, "name") ?? "",
                    Member(e, "software_packageVersion"),
                    Id(e) is { } id && licensed[id].Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } licenses
                        ? string.Join(", ", licenses)
                        : null
                )),
        ];
    }

    private static bool IsObject(JsonElement element) => element.ValueKind is JsonValueKind.Object;

    private static SbomComponent OfCycloneDx(JsonElement component)
    {
        string? license = null;
        if (component.TryGetProperty("licenses", out var licenses) && licenses.ValueKind is JsonValueKind.Array)
        {
            license = string.Join(
                ", ",
                licenses
                    .EnumerateArray()
                    .Where(IsObject)
                    .Select(l =>
                        l.TryGetProperty("license", out var inner) && IsObject(inner)
                            ? Member(inner, "id") ?? Member(inner, "name")
                            : Member(l, "expression")
                    )
                    .OfType<string>()
            );
        }

        return new SbomComponent(
            Member(component, "name") ?? "",
            Member(component, "version"),
            string.IsNullOrEmpty(license) ? null : license
        );
    }

    private static SbomComponent OfSpdx(JsonElement package) =>
        new(
            Member(package, "name") ?? "",
            Member(package, "versionInfo"),
            Member(package, "licenseConcluded") is { } license and not "NOASSERTION" ? license : null
        );

    private static string? Member(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
