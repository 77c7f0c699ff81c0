using Governance.Domain.Systems;

namespace Governance.Portal.Features.Compliance;

/// <summary>Addresses of the pages of compliance.</summary>
public static class ComplianceAddresses
{
    /// <summary>The inventory.</summary>
    public const string Systems = "/compliance/systems";

    /// <summary>The matrix of obligations.</summary>
    public const string Obligations = "/compliance/obligations";

    /// <summary>Page of a system.</summary>
    public static string System(SystemId id) => $"{Systems}/{id}";

    /// <summary>Questionnaire of a system.</summary>
    public static string Classify(SystemId id) => $"{Systems}/{id}/classify";

    /// <summary>An obligation of a system in the matrix.</summary>
    public static string Obligation(SystemId id, string obligation) => $"{Obligations}?system={id}&obligation={Uri.EscapeDataString(obligation)}";
}
