using static Governance.Localisation.Texts;

namespace Governance.Reporting.Approvals;

/// <summary>What the fields of a bundle are called. The bytes that were signed have the names of programs.</summary>
internal static class BundleWords
{
    /// <summary>The name of a field; null for one that came later, which stands as it is spelt.</summary>
    public static string? Of(string name) =>
        name switch
        {
            "artifact" => T["Artifact"],
            "evidence" => T["Evidence"],
            "from" => T.Sense("From", "a stage"),
            "gateRun" => T["Gate run"],
            "model" => T["Model"],
            "modelCardSha256" => T["Model card"],
            "monitoring" => T["Monitoring"],
            "oversight" => T["Human oversight"],
            "policies" => T["Policies"],
            "productionVersion" => T["In production"],
            "promotion" => T["Promotion"],
            "risks" => T["Risks"],
            "schema" => T["Schema"],
            "systemCardSha256" => T["System card"],
            "to" => T.Sense("To", "a stage"),
            "version" => T["Version"],
            "versionSha256" => T["Version as registered"],
            "waivers" => T["Waivers"],
            _ => null,
        };
}
