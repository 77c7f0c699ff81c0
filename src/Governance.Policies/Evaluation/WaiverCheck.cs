namespace Governance.Policies;

/// <summary>Whether a failure is waived. Only what is known to fail can be waived, never what could not be evaluated.</summary>
internal static class WaiverCheck
{
    public const int MaxDays = 90;

    public static GateWaiver? Find(PolicyDocument policy, PolicyRule rule, GateInput input) =>
        input
            .Waivers.Where(waiver => waiver.Policy == policy.Name && waiver.Rule == rule.Id && waiver.VersionSha256 == input.Version.Sha256)
            .Where(waiver =>
                waiver.GrantedAt <= input.At
                && input.At < waiver.ExpiresAt
                && waiver.ExpiresAt - waiver.GrantedAt <= TimeSpan.FromDays(MaxDays)
            )
            .Where(waiver => IsGranted(waiver, rule, input))
            .OrderByDescending(waiver => waiver.ExpiresAt)
            .ThenBy(waiver => waiver.Id, StringComparer.Ordinal)
            .FirstOrDefault();

    private static bool IsGranted(GateWaiver waiver, PolicyRule rule, GateInput input)
    {
        if (
            waiver.Grants.Count == 0
            || waiver.Grants.Any(grant => grant.By == waiver.AskedBy || input.RequestedBy.Contains(grant.By, StringComparer.Ordinal))
        )
        {
            return false;
        }

        return rule.Severity != RuleSeverity.Critical
            || (
                waiver.Grants.Select(grant => grant.Role).Distinct(StringComparer.Ordinal).Count() > 1
                && waiver.Grants.Select(grant => grant.By).Distinct(StringComparer.Ordinal).Count() > 1
            );
    }
}
