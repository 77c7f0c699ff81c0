using Governance.Domain.Systems;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Addresses of the pages of threat models.</summary>
internal static class ThreatModelAddresses
{
    /// <summary>All of them.</summary>
    public const string All = "/risks/threat-models";

    /// <summary>That of a system.</summary>
    public static string Of(SystemId system) => $"{All}/{system}";

    /// <summary>Where programs find it.</summary>
    public static string Api(SystemId system) => $"/api/v1/systems/{system}/threat-model";
}
