using Governance.Domain.Identity;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Conversations;

internal sealed class ConversationsInThePortal : IFeatureInThePortal
{
    // No one comments on what they may not read.
    public IReadOnlyDictionary<string, Permission> Besides { get; } =
        new Dictionary<string, Permission>(StringComparer.Ordinal)
        {
            ["POST /api/v1/risks/{id}/comments"] = ReadRisks,
            ["POST /api/v1/incidents/{id}/comments"] = ReadIncidents,
        };
}
