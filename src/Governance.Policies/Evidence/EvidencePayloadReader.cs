using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Governance.Transparency;

namespace Governance.Policies;

/// <summary>
/// Reads facts and metrics from JSON payloads of any origin, and bills of materials from the XML of CycloneDX. Bounded in size, depth and
/// number; what does not fit says why.
/// </summary>
internal static class EvidencePayloadReader
{
    public const int MaxBytes = 16 * 1024 * 1024;
    private const int MaxDepth = 64;
    private const int MaxWindows = 1_000;

    /// <summary>Evidence may be large, what a gate reads of it may not: every later evaluation carries it along.</summary>
    private const int MaxReadBytes = 512 * 1024;

    public static EvidenceReading Read(string kind, ReadOnlyMemory<byte> payload, string mediaType)
    {
        if (kind == "model-card" && IsMarkdown(mediaType))
        {
            return Card(payload);
        }

        // What is filed as a measurement is one by its content, whatever its sender or the end of its name calls it.
        var form = kind == "other" ? null : FileForm.Of(payload.Span);
        if (kind != "sbom" && form is FileForm.CycloneDxXml or FileForm.SpdxTagValue)
        {
            form = null;
        }

        if (!IsJson(mediaType) && form is not (FileForm.CycloneDxXml or FileForm.SpdxTagValue or FileForm.Json or FileForm.JsonList))
        {
            // A bill of materials is filed to be read.
            if (kind == "sbom" && form is not "a PDF document")
            {
                return Unreadable(
                    $"this is {form ?? "none of the forms that are read"}; CycloneDX is read as JSON or XML, and SPDX as JSON or "
                        + "tag-value text"
                );
            }

            // A PDF or a picture may well be good evidence; only where a gate has to look inside must it be JSON, and there the missing
            // fact blocks.
            return new(EvidenceFacts.None, [], null);
        }

        if (payload.Length > MaxBytes)
        {
            return Unreadable(
                string.Create(CultureInfo.InvariantCulture, $"it has {payload.Length:#,0} bytes, and {MaxBytes:#,0} are read")
            );
        }

        if (form is FileForm.CycloneDxXml or FileForm.SpdxTagValue)
        {
            if (!InJson(payload, form, out var json, out var wrong))
            {
                return Unreadable(wrong);
            }

            payload = json;
        }

        if (
            !StrictJson.TryParse(
                payload,
                form == FileForm.CycloneDxXml ? CycloneDxXml.MaxJsonDepth : MaxDepth,
                out var document,
                out var problem
            )
        )
        {
            // What only begins like JSON and is not called so, such as lines of JSON, is a file like any other.
            return IsJson(mediaType) || kind == "sbom" ? Unreadable(problem) : new(EvidenceFacts.None, [], null);
        }

        using (document)
        {
            try
            {
                var reading = ReadObject(kind, document.RootElement);
                return GateInputWriter.SizeOf(reading) <= MaxReadBytes
                    ? reading
                    : Unreadable(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"it says more than a gate reads of one payload ({MaxReadBytes:#,0} bytes)"
                        )
                    );
            }
            catch (PayloadShapeException wrong)
            {
                return Unreadable(wrong.Message);
            }
        }
    }

    private static bool InJson(
        ReadOnlyMemory<byte> payload,
        string form,
        [NotNullWhen(true)] out byte[]? json,
        [NotNullWhen(false)] out string? problem
    ) =>
        form == FileForm.CycloneDxXml
            ? CycloneDxXml.TryRead(payload, out json, out problem)
            : SpdxTagValue.TryRead(Encoding.UTF8.GetString(payload.Span), out json, out problem);

    private static EvidenceReading ReadObject(string kind, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new PayloadShapeException($"expected an object, found {JsonFields.Kind(root)}");
        }

        var payload = new Payload(root, string.Empty);
        var metrics = new List<GateMetric>(MetricPayload.Read(kind, payload));
        List<GateMetric> channels = [.. ChannelSlices.Read(kind, payload)];
        metrics.AddRange(channels);
        var fairness = kind == "fairness" ? FairnessPayload.Read(payload, metrics) : null;
        var subject = SubjectPayload.Read(kind, payload);
        var (scan, incomplete) = kind switch
        {
            "security-scan" or "prompt-safety" => ScanPayload.Read(payload),
            "sbom" => (SbomPayload.Vulnerabilities(payload), null),
            _ => (null, null),
        };
        var facts = new EvidenceFacts
        {
            Sbom = kind == "sbom" ? SbomPayload.Read(payload) : null,
            Explainability = kind == "explainability" ? Explainability(payload) : null,
            Fairness = fairness,
            Regions = payload.Object("regions") is { } regions
                ? new(regions.Words("training"), regions.Words("hosting"), regions.Words("data"))
                : null,
            Scan = scan,
            Pii = kind == "pii-scan" ? Pii(payload) : null,
            Experiment = kind == "experiment" ? Experiment(payload) : null,
            CardSections = kind is "model-card" or "system-card" ? payload.FilledMembers() : null,
            Drift = kind == "drift" ? Drift(payload) : null,
            Windows = kind is "drift" or "validation" ? Windows(payload) : null,
            Lineage = kind == "lineage" ? LineagePayload.Read(payload) : null,
            Oversight = kind is "system-card" or "model-card" or "other" ? Oversight(payload) : null,
            Subject = subject,
            Quality = QualityPayload.Read(kind, payload),
            Slices = SlicePayload.Read(kind, payload, metrics) ?? (channels.Count > 0 ? [ChannelSlices.Column] : null),
        };
        facts = facts with { NotMeasured = Measured.WhyNot(kind, facts, metrics, incomplete) };
        var artifact = payload.Word("artifactSha256") ?? payload.Word("modelSha256");
        if (artifact is not null && !Digest.IsSha256(artifact))
        {
            throw new PayloadShapeException("artifactSha256 is not a SHA-256 of 64 lowercase hexadecimal digits");
        }

        return artifact is not null && subject?.ArtifactSha256 is { } stated && stated != artifact
            ? throw new PayloadShapeException("subject.artifactSha256 names another artifact than artifactSha256")
            : new(facts, metrics, subject?.ArtifactSha256 ?? artifact);
    }

    private static ExplainabilityFacts? Explainability(Payload payload)
    {
        var methods = payload
            .WordsOrNames("methods", "method")
            .Select(method => method.ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        var scopes = payload
            .WordsOrNames("scope", "scope")
            .Concat(payload.MembersOf("methods", "scope"))
            .Select(scope => scope.ToLowerInvariant())
            .SelectMany(scope => scope == "both" ? ["local", "global"] : new[] { scope })
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return methods.Count == 0 && scopes.Count == 0 ? null : new(methods, scopes);
    }

    private static ExperimentFacts? Experiment(Payload payload) =>
        payload.Word("kind") is { } kind && payload.Object("observed")?.Count("challenger") is { } rows
            ? new(kind, payload.Number("share"), rows, payload.Word("outcome"))
            : null;

    private static PiiFacts? Pii(Payload payload)
    {
        var datasets = payload.WordsOrNames("datasetSha256", "sha256");
        return payload.CountOrLength("findings") is { } findings
            ? new(datasets, payload.WordsOrNames("detectors", "name"), payload.WordsOrNames("fields", "name"), findings)
            : null;
    }

    /// <summary>The member <c>oversight</c>: who can step in, and when stopping was last tried.</summary>
    private static OversightFacts? Oversight(Payload payload)
    {
        if (payload.Find("oversight") is not { ValueKind: JsonValueKind.Object } || payload.Object("oversight") is not { } oversight)
        {
            return null;
        }

        var tested = oversight.Word("stopControlTestedAt");
        return tested is null || Instant.TryRead(tested, out _)
            ? new(oversight.WordsOrNames("overseers", "name"), tested is not null && Instant.TryRead(tested, out var at) ? at : null)
            : throw new PayloadShapeException($"{oversight.PathOf("stopControlTestedAt")} is not a time with a time zone");
    }

    private static DriftFacts? Drift(Payload payload)
    {
        var features = payload
            .Objects("features")
            .Where(feature => feature.Word("name") is not null)
            .Select(feature => new DriftFeature(feature.Word("name")!, feature.Statistics()))
            .ToList();
        return payload.Has("features") ? new(features) : null;
    }

    /// <summary>
    /// The member <c>windows</c>. What is no window of ours is left alone: reports of other tools may mean something else by the word.
    /// </summary>
    private static List<CoveredWindow>? Windows(Payload payload)
    {
        if (payload.Find("windows") is not { ValueKind: JsonValueKind.Array } list)
        {
            return null;
        }

        var windows = list.EnumerateArray().Take(MaxWindows).Select(Window).OfType<CoveredWindow>().Distinct().ToList();
        return windows.Count == 0 ? null : windows;
    }

    private static CoveredWindow? Window(JsonElement window) =>
        window.ValueKind == JsonValueKind.Object
        && window.TryGetProperty("start", out var first)
        && window.TryGetProperty("end", out var last)
        && StrictJson.TryText(first, out var from)
        && StrictJson.TryText(last, out var to)
        && Instant.TryRead(from, out var start)
        && Instant.TryRead(to, out var end)
        && start < end
            ? new(start, end)
            : null;

    private static EvidenceReading Card(ReadOnlyMemory<byte> payload)
    {
        try
        {
            return CardText.Read(payload);
        }
        catch (PayloadShapeException wrong)
        {
            return Unreadable(wrong.Message);
        }
    }

    private static bool IsMarkdown(string mediaType) =>
        mediaType.Split(';')[0].Trim().ToLowerInvariant() is "text/markdown" or "text/x-markdown";

    private static bool IsJson(string mediaType)
    {
        var type = mediaType.Split(';')[0].Trim().ToLowerInvariant();
        return type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);
    }

    private static EvidenceReading Unreadable(string reason) => new(new() { Unreadable = reason.TrimEnd('.') }, [], null);
}
