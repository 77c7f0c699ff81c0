using System.Text.Json;

namespace Governance.Policies;

/// <summary>
/// Reads CycloneDX, SPDX 2 and SPDX 3 as JSON as far as a gate needs it: format, version, digests and licences of the components.
/// </summary>
internal static class SbomPayload
{
    private const int MaxClaims = 200;

    private static readonly string[] s_aiMembers =
    [
        "autonomyType",
        "domain",
        "limitation",
        "safetyRiskAssessment",
        "standardCompliance",
        "typeOfModel",
        "useSensitivePersonalInformation",
        "informationAboutTraining",
        "informationAboutApplication",
        "modelExplainability",
    ];

    private static readonly string[] s_datasetMembers =
    [
        "anonymizationMethodUsed",
        "confidentialityLevel",
        "datasetAvailability",
        "datasetType",
        "hasSensitivePersonalInformation",
        "intendedUse",
        "knownBias",
    ];

    private static readonly string[] s_severities = ["none", "low", "medium", "high", "critical"];

    public static SbomFacts? Read(Payload payload)
    {
        if (payload.Find("bomFormat") is not null)
        {
            return CycloneDx(payload);
        }

        return payload.Has("@graph") || IsOneElement(payload) ? Spdx(payload)
            : payload.Has("spdxVersion") ? Spdx2(payload)
            : null;
    }

    /// <summary>
    /// Known vulnerabilities that a CycloneDX document lists; null when it says nothing of any, which is not the same as none.
    /// </summary>
    /// <remarks>
    /// Each counts once, by the most serious of its ratings; one without a rating counts as high. What its author analysed away still
    /// counts: no one here accepted it. An empty list is also what tools write that were not asked to look for any: it says of no scan that
    /// it ran.
    /// </remarks>
    public static ScanFacts? Vulnerabilities(Payload payload)
    {
        if (payload.Find("bomFormat") is null || payload.Objects("vulnerabilities") is not { Count: > 0 } vulnerabilities)
        {
            return null;
        }

        var counts = new long[s_severities.Length];
        foreach (var vulnerability in vulnerabilities)
        {
            var ratings = vulnerability
                .Objects("ratings")
                .Select(rating =>
                    Array.IndexOf(
                        s_severities,
                        rating.Word("severity")?.ToLowerInvariant() switch
                        {
                            "info" or "none" => "none",
                            "low" or "medium" or "high" or "critical" => rating.Word("severity")!.ToLowerInvariant(),
                            null => ByScore(rating),
                            _ => "high",
                        }
                    )
                )
                .ToList();
            counts[ratings.Count == 0 ? Array.IndexOf(s_severities, "high") : ratings.Max()]++;
        }

        return new(Makers(payload), counts[4], counts[3], counts[2], counts[1]);
    }

    // The qualitative scale of CVSS 3 and 4; CVSS 2 has no critical one, and its 9 is one in theirs.
    private static string ByScore(Payload rating) =>
        rating.Word("method") is { } method
        && method.StartsWith("CVSS", StringComparison.OrdinalIgnoreCase)
        && rating.Number("score") is { } score
            ? score switch
            {
                >= 9 => "critical",
                >= 7 => "high",
                >= 4 => "medium",
                > 0 => "low",
                _ => "none",
            }
            : "high";

    /// <summary>Names of the tools that made the document: a list in 1.4, an object with components from 1.5 on.</summary>
    private static List<string> Makers(Payload payload)
    {
        var metadata = payload.Object("metadata");
        var tools = metadata?.Find("tools") is { ValueKind: JsonValueKind.Object }
            ? metadata.Object("tools")!.Objects("components")
            : metadata?.Objects("tools") ?? [];
        var names = tools
            .Select(tool => tool.Word("name"))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        return names.Count == 0 ? ["cyclonedx"] : names;
    }

    private static SbomFacts CycloneDx(Payload payload)
    {
        if (payload.Word("bomFormat") != "CycloneDX")
        {
            throw new PayloadShapeException("bomFormat is not CycloneDX");
        }

        var facts = new Collected();
        var waiting = new Queue<Payload>(payload.Objects("components"));
        if (payload.Object("metadata")?.Object("component") is { } described)
        {
            waiting.Enqueue(described);
        }

        while (waiting.TryDequeue(out var component))
        {
            foreach (var inner in component.Objects("components"))
            {
                waiting.Enqueue(inner);
            }

            var digests = component
                .Objects("hashes")
                .Where(hash => hash.Word("alg") == "SHA-256")
                .Select(hash => hash.Word("content"))
                .OfType<string>();
            facts.Add(digests, component.Word("type") == "machine-learning-model", Licenses(component));
        }

        return facts.ToFacts("cyclonedx", payload.Word("specVersion") ?? throw new PayloadShapeException("specVersion is missing"));
    }

    private static IEnumerable<string> Licenses(Payload component) =>
        component
            .Objects("licenses")
            .Select(choice =>
                choice.Word("expression") ?? (choice.Object("license") is { } license ? license.Word("id") ?? license.Word("name") : null)
            )
            .OfType<string>();

    /// <summary>SPDX 2 has lists of packages and files; it knows no packages of models.</summary>
    private static SbomFacts Spdx2(Payload payload)
    {
        const string Prefix = "SPDX-";
        var version = payload.Word("spdxVersion")!;
        if (!version.StartsWith(Prefix, StringComparison.Ordinal))
        {
            throw new PayloadShapeException("spdxVersion does not begin with SPDX-");
        }

        var facts = new Collected();
        foreach (var part in payload.Objects("packages").Concat(payload.Objects("files")))
        {
            var digests = part.Objects("checksums")
                .Where(checksum => checksum.Word("algorithm") == "SHA256")
                .Select(checksum => checksum.Word("checksumValue"))
                .OfType<string>();
            facts.Add(
                digests,
                isModel: false,
                new[] { part.Prose("licenseConcluded"), part.Prose("licenseDeclared") }
                    .OfType<string>()
                    .Where(license => license is not ("NOASSERTION" or "NONE"))
                    .Distinct(StringComparer.Ordinal)
            );
        }

        return facts.ToFacts("spdx", version[Prefix.Length..]);
    }

    // A document of one element may do without a list around it (SPDX 3.0, serialization in JSON-LD).
    private static bool IsOneElement(Payload payload) =>
        payload.Find("@context") is { ValueKind: JsonValueKind.String }
        && payload.Word("@context")!.Contains("spdx.org/rdf/3", StringComparison.Ordinal);

    /// <summary>SPDX 3 names licences in relationships from a package to a licence element.</summary>
    private static SbomFacts Spdx(Payload payload)
    {
        var elements = payload.Has("@graph") ? payload.Objects("@graph") : [payload];
        var byId = elements.Where(element => Id(element) is not null).ToLookup(element => Id(element)!, StringComparer.Ordinal);
        var expressions = elements
            .Where(element => Id(element) is not null && TypeOf(element).Contains("icens", StringComparison.Ordinal))
            .GroupBy(element => Id(element)!, StringComparer.Ordinal)
            .ToDictionary(
                group => group.Key,
                group =>
                    group.Select(element => element.Word("simplelicensing_licenseExpression") ?? element.Word("name")).FirstOrDefault(),
                StringComparer.Ordinal
            );
        var licensed = elements
            .Where(element =>
                element.Find("relationshipType") is { ValueKind: JsonValueKind.String }
                && element.Word("relationshipType") is "hasDeclaredLicense" or "hasConcludedLicense"
            )
            .SelectMany(element =>
                element
                    .WordsOrNames("to", "spdxId")
                    .Select(to => (From: element.Find("from") is { ValueKind: JsonValueKind.String } ? element.Word("from") : null, To: to))
            )
            .Where(pair => pair.From is not null)
            .ToLookup(pair => pair.From!, pair => expressions.GetValueOrDefault(pair.To) ?? pair.To, StringComparer.Ordinal);
        var facts = new Collected();
        foreach (var element in elements.Where(element => IsComponent(TypeOf(element))))
        {
            facts.Add(Digests(element, byId), TypeOf(element) == "ai_AIPackage", Id(element) is { } id ? licensed[id] : []);
        }

        return facts.ToFacts("spdx", Version(elements)) with
        {
            Claims = [.. elements.Select(element => SpdxClaim(element, byId)).OfType<SpdxClaims>().Take(MaxClaims)],
        };
    }

    /// <summary>What the profiles AI and Dataset say of a package: the members that a reviewer or a remote policy may ask for.</summary>
    private static SpdxClaims? SpdxClaim(Payload element, ILookup<string, Payload> byId)
    {
        var (type, prefix, names) = TypeOf(element) switch
        {
            "ai_AIPackage" => ("ai", "ai_", s_aiMembers),
            "dataset_DatasetPackage" => ("dataset", "dataset_", s_datasetMembers),
            _ => (null, string.Empty, []),
        };
        if (type is null)
        {
            return null;
        }

        var members = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if ((element.Prose(prefix + name) ?? element.ProseOfList(prefix + name)) is { } claim)
            {
                members[name] = claim;
            }
        }

        var digest = Digests(element, byId).Select(value => value.ToLowerInvariant()).FirstOrDefault(Digest.IsSha256);
        return new(
            type,
            element.Find("name") is { ValueKind: JsonValueKind.String } ? element.Word("name")! : Id(element) ?? "unnamed",
            digest,
            members
        );
    }

    // In place, in a list or alone, or named by the id of an element of the same document.
    private static IEnumerable<string> Digests(Payload element, ILookup<string, Payload> byId) =>
        element
            .ObjectsOrNames("verifiedUsing")
            .SelectMany(method => method.Object is { } inner ? [inner] : byId[method.Name!])
            .Where(hash => hash.Word("algorithm") == "sha256")
            .Select(hash => hash.Word("hashValue"))
            .OfType<string>();

    private static string Version(IReadOnlyList<Payload> elements) =>
        elements
            .Where(element => TypeOf(element) == "CreationInfo")
            .Select(element => element.Word("specVersion"))
            .OfType<string>()
            .FirstOrDefault()
        ?? throw new PayloadShapeException("no CreationInfo names a specVersion");

    private static string TypeOf(Payload element) =>
        element.Find("type") is { ValueKind: JsonValueKind.String } ? element.Word("type")!
        : element.Find("@type") is { ValueKind: JsonValueKind.String } ? element.Word("@type")!
        : string.Empty;

    private static string? Id(Payload element) =>
        element.Find("spdxId") is { ValueKind: JsonValueKind.String } ? element.Word("spdxId")
        : element.Find("@id") is { ValueKind: JsonValueKind.String } ? element.Word("@id")
        : null;

    private static bool IsComponent(string type) =>
        type is "software_Package" or "software_File" or "ai_AIPackage" or "dataset_DatasetPackage";

    private sealed class Collected
    {
        private const int MaxComponents = 20_000;
        private readonly SortedSet<string> _digests = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _models = new(StringComparer.Ordinal);
        private readonly SortedSet<string> _licenses = new(StringComparer.Ordinal);
        private long _components;
        private long _unlicensed;

        public void Add(IEnumerable<string> digests, bool isModel, IEnumerable<string> licenses)
        {
            if (++_components > MaxComponents)
            {
                throw new PayloadShapeException("the SBOM lists more than 20,000 components");
            }

            foreach (var digest in digests.Select(digest => digest.ToLowerInvariant()).Where(Digest.IsSha256))
            {
                _digests.Add(digest);
                if (isModel)
                {
                    _models.Add(digest);
                }
            }

            var named = licenses.ToList();
            _licenses.UnionWith(named);
            _unlicensed += named.Count == 0 ? 1 : 0;
        }

        public SbomFacts ToFacts(string format, string version) =>
            new(format, version, [.. _digests], [.. _models], [.. _licenses], _components, _unlicensed);
    }
}
