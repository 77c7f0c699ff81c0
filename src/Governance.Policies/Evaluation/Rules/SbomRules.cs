using System.Globalization;

namespace Governance.Policies;

internal static class SbomRules
{
    private static readonly string[] s_formats = ["cyclonedx-1.6+", "spdx-3"];

    public static Finding SbomRequired(RuleContext context)
    {
        var formats = context.Parameters.Has("formats") ? context.Parameters.List("formats") : s_formats;
        var needsModel = context.Parameters.Flag("requireMlModelComponent");
        var forbidden = context.Parameters.List("forbidLicenses");
        var expected = Sentence.Of(
            needsModel ? "sbom.asked-model" : "sbom.asked",
            $"an SBOM ({RuleContext.Listed(formats)}) that lists the artifact{(needsModel ? " as a machine-learning model" : string.Empty)}"
                + $"{(forbidden.Count == 0 ? string.Empty : $", without {RuleContext.Listed(forbidden)}")}",
            ("formats", Values.Ids(formats, int.MaxValue)),
            ("licences", Values.Names(forbidden, int.MaxValue))
        );
        if (Newest(context, expected, out var evidence, out var sbom) is { } missing)
        {
            return missing;
        }

        var id = ("evidence", Values.Id(evidence.Id));
        var (format, version) = (("format", Values.Id(sbom.Format)), ("formatVersion", Values.Id(sbom.Version)));
        var actual = Sentence.Of("sbom.seen", $"{sbom.Format} {sbom.Version}", format, version);
        if (!formats.Any(known => IsOf(known, sbom)))
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "sbom.format",
                        $"{evidence.Id} is {actual.Frozen}. Make it again as {RuleContext.Listed(formats)}.",
                        id,
                        format,
                        version,
                        ("formats", Values.Ids(formats, int.MaxValue))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
        }

        var listed = needsModel ? sbom.ModelSha256 : sbom.ComponentSha256;
        if (!listed.Contains(context.Input.Artifact.DeclaredSha256, StringComparer.Ordinal))
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        needsModel ? "sbom.no-model" : "sbom.no-component",
                        $"No {(needsModel ? "machine-learning model" : "component")} of {evidence.Id} has the SHA-256 of the artifact. "
                            + "Make the SBOM of this artifact.",
                        id
                    ),
                    expected,
                    Sentence.Of(
                        "sbom.seen",
                        string.Create(CultureInfo.InvariantCulture, $"{actual.Frozen}, {listed.Count} other digests"),
                        format,
                        version,
                        ("count", Values.Count(listed.Count))
                    )
                )
                .From(evidence);
        }

        var used = sbom
            .Licenses.Where(license => LicenseText.Names(license).Intersect(forbidden, StringComparer.OrdinalIgnoreCase).Any())
            .ToList();
        return used.Count > 0
            ? Finding
                .Fail(
                    Sentence.Of(
                        "sbom.forbidden",
                        $"{evidence.Id} lists forbidden licences: {RuleContext.Listed(used)}. Replace these components.",
                        id,
                        ("licences", Values.Names(used, 50))
                    ),
                    expected,
                    Sentence.Joined(
                        "; ",
                        actual,
                        Sentence.Of("sbom.seen-licences", RuleContext.Listed(used), ("licences", Values.Names(used, 50)))
                    )
                )
                .From(evidence)
            : Finding.Pass(Sentence.Of("sbom.met", $"{evidence.Id} lists the artifact.", id), expected, actual).From(evidence);
    }

    public static Finding LicenseAllowed(RuleContext context)
    {
        var allowed = context.Parameters.List("allow");
        var denied = context.Parameters.List("deny");
        var expected = Sentence.Of(
            "licence.asked",
            string.Join(
                "; ",
                new[]
                {
                    "every component has a licence",
                    allowed.Count == 0 ? null : $"only {RuleContext.Listed(allowed)}",
                    denied.Count == 0 ? null : $"not {RuleContext.Listed(denied)}",
                }.OfType<string>()
            ),
            ("allowed", Values.Names(allowed, int.MaxValue)),
            ("denied", Values.Names(denied, int.MaxValue))
        );
        if (Newest(context, expected, out var evidence, out var sbom) is { } missing)
        {
            return missing;
        }

        var id = ("evidence", Values.Id(evidence.Id));
        var wrong = sbom.Licenses.Where(license => !IsAllowed(license, allowed, denied)).ToList();
        var actual =
            sbom.Licenses.Count == 0
                ? Sentence.Of("sbom.seen-no-licence", "no licence named")
                : Sentence.Of(
                    "sbom.seen-licences",
                    RuleContext.Listed(sbom.Licenses.Take(20)),
                    ("licences", Values.Names(sbom.Licenses, 20))
                );
        if (wrong.Count > 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "licence.denied",
                        $"{evidence.Id} lists licences that are not allowed: {RuleContext.Listed(wrong.Take(10))}. "
                            + "Replace these components.",
                        id,
                        ("licences", Values.Names(wrong))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
        }

        if (sbom.Unlicensed > 0 || sbom.Components == 0)
        {
            return Finding
                .Fail(
                    Sentence.Of(
                        "licence.unnamed",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{sbom.Unlicensed} of {sbom.Components} components of {evidence.Id} name no licence. Add their licences "
                                + $"to the SBOM."
                        ),
                        id,
                        ("count", Values.Count(sbom.Unlicensed)),
                        ("total", Values.Count(sbom.Components))
                    ),
                    expected,
                    actual
                )
                .From(evidence);
        }

        return Finding.Pass(Sentence.Of("licence.met", $"Every licence in {evidence.Id} is allowed.", id), expected, actual).From(evidence);
    }

    private static Finding? Newest(RuleContext context, Sentence expected, out GateEvidence evidence, out SbomFacts sbom)
    {
        var (found, missing) = context.Evidence.Newest("sbom", null, expected);
        evidence = found!;
        sbom = found?.Facts.Sbom!;
        return found is null ? missing
            : sbom is null
                ? Finding
                    .Error(
                        Sentence.Of(
                            "sbom.unreadable",
                            $"{found.Id} is not an SBOM that this version reads. Add CycloneDX 1.6 or later, or SPDX 3, as JSON.",
                            ("evidence", Values.Id(found.Id))
                        ),
                        expected,
                        Sentence.NotReadable
                    )
                    .From(found)
            : null;
    }

    private static bool IsOf(string format, SbomFacts sbom)
    {
        var parts = sbom.Version.Split('.');
        var major = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : -1;
        var minor =
            parts.Length > 1 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second) ? second : 0;
        return format == "spdx-3"
            ? sbom.Format == "spdx" && major == 3
            : sbom.Format == "cyclonedx" && (major > 1 || (major == 1 && minor >= 6));
    }

    /// <summary>
    /// With AND every licence must be allowed; with OR the user may choose, so one is enough. Mixed expressions are judged as if all were
    /// AND.
    /// </summary>
    private static bool IsAllowed(string license, IReadOnlyList<string> allowed, IReadOnlyList<string> denied)
    {
        var names = LicenseText.Names(license);
        bool Fits(string name) =>
            !denied.Contains(name, StringComparer.OrdinalIgnoreCase)
            && (allowed.Count == 0 || allowed.Contains(name, StringComparer.OrdinalIgnoreCase));
        return LicenseText.IsChoice(license) ? names.Any(Fits) : names.All(Fits);
    }
}
