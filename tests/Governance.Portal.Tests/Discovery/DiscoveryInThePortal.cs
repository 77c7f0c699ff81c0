using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Discovery;

internal sealed class DiscoveryInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [new("/discovery", "/discovery", Roles.RiskOfficer, 21), new(null, "/api/v1/discoveries?limit=500", Roles.RiskOfficer, 12)];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/discoveries"] = new(WriteDiscoveries),
            ["POST /api/v1/discoveries/{id}:triage"] = new(TriageDiscoveries),
        };

    public string Operations { get; } =
        """
            key POST /api/v1/discoveries {"source":"git.example/fraud","scannedAt":"2026-01-01T08:00:00Z","findings":[{"kind":"sdk",
              "name":"OpenAI","path":"src/chat.py","line":2,"sha256":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}]}
            key POST /api/v1/discoveries:match {"source":"git.example/fraud","scannedAt":"2026-01-01T08:00:00Z","findings":[]}
            risk GET /api/v1/discoveries?state=to-triage
            risk GET /api/v1/discoveries/DSC-0001
            risk POST /api/v1/discoveries/DSC-0001:triage {"outcome":"ignored","reason":"A sample"}
            """;
}
