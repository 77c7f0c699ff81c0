using Governance.Domain.Documents;
using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Compliance.Documents;

/// <summary>Which sections of Annex VIII apply to a system, and why.</summary>
internal static class RegistrationSections
{
    /// <summary>The sections with the sentence that says why.</summary>
    public static IEnumerable<(string Section, string Reason)> Of(SystemStanding standing)
    {
        if (standing.Result is not { } result)
        {
            yield break;
        }

        var listed = result.Classes.Contains("high_risk_annex_iii");
        var national = result.Subpoints.Any(p => p.StartsWith("A3-2", StringComparison.Ordinal));
        var nationally = national
            ? " A use listed in Annex III(2) is registered at national level (Art. 49(5)): submit the same data to the national authority."
            : "";
        if (listed && result.Roles.Contains("provider"))
        {
            yield return (
                "A",
                $"Section A applies: the organisation is the provider of a high-risk system listed in Annex III (Art. 49(1)).{nationally}"
            );
        }

        if (result.Classes.Contains("annex_iii_derogated") && result.Roles.Contains("provider"))
        {
            yield return (
                "B",
                "Section B applies: the organisation is the provider of a system listed in Annex III that it considers not to be "
                    + "high-risk (Art. 49(2))."
            );
        }

        if (listed && result.Roles.Contains("deployer") && result.Flags.Contains("public_authority"))
        {
            yield return (
                "C",
                $"Section C applies: the organisation is a public authority that uses a high-risk system listed in Annex III "
                    + $"(Art. 49(3)).{nationally}"
            );
        }
    }
}

/// <summary>Why a document is made for a system: sentences from its classification.</summary>
internal static class DocumentScopes
{
    public static IReadOnlyList<FormattableString> Of(string kind, SystemScope scope) =>
        [.. Sentences(kind, scope).Select(s => (FormattableString)$"{new PortalWords(s)}")];

    private static IReadOnlyList<string> Sentences(string kind, SystemScope scope)
    {
        var result = scope.Standing.Result;
        if (result is null)
        {
            return ["No classification is signed, so it is not known whether this document is required. It is created as a working draft."];
        }

        var high = result.Classes.Any(c => c.StartsWith("high_risk_annex", StringComparison.Ordinal));
        return kind switch
        {
            DocumentLibrary.Fria => [Fria(result.Classes, result.Subpoints, result.Flags, scope)],
            DocumentLibrary.AnnexIv when !high =>
            [
                "The system is not classified as high-risk, so Art. 11 does not require this document. It is kept voluntarily.",
            ],
            DocumentLibrary.AnnexIv when !scope.IsProvider =>
            [
                "The organisation is not the provider, so the provider has to draw up this document. "
                    + "Ask the provider for what is missing.",
            ],
            _ => [],
        };
    }

    private static string Fria(IReadOnlyList<string> classes, IReadOnlyList<string> points, IReadOnlyList<string> flags, SystemScope scope)
    {
        if (
            !classes.Contains("high_risk_annex_iii")
            || points.Where(p => p.StartsWith("A3-", StringComparison.Ordinal)).All(p => p.StartsWith("A3-2", StringComparison.Ordinal))
        )
        {
            return "Art. 27 does not require this assessment: the system is not high-risk under Annex III, or only under its point 2. The "
                + "assessment is carried out voluntarily.";
        }

        if (!scope.Roles.Contains("deployer", StringComparer.Ordinal))
        {
            return "Under Art. 27, the deployer has to carry out this assessment; the organisation is not recorded as a deployer.";
        }

        return points.Any(p => p is "A3-5-b" or "A3-5-c")
                ? "Under Art. 27, every deployer, private firms included, has to carry out the assessment for this use: credit scoring, or "
                    + "the pricing of life and health insurance (Annex III(5)(b) and (c))."
            : flags.Contains("public_authority") || flags.Contains("public_service_entity")
                ? "Art. 27 requires this assessment: the deployer is a body governed by public law or provides public services."
            : "Under Art. 27, bodies governed by public law and private entities that provide public services have to carry out this "
                + "assessment; the organisation is recorded as neither. The assessment is carried out voluntarily.";
    }
}
