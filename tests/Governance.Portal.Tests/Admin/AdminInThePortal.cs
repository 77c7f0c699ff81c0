using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Admin;

internal sealed class AdminInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/admin", "/admin", Roles.Administrator, 33),
        new("/admin/users", "/admin/users", Roles.Administrator, 33),
        new("/admin/roles", "/admin/roles", Roles.Administrator, 21),
        new("/admin/keys", "/admin/keys", Roles.Administrator, 24),
        new("/developers", "/developers", Roles.Administrator, 21),
        new("/developers/{Kind}", "/developers/opa", Roles.Administrator, 21),
        new("/help", "/help", Roles.RiskOfficer, 20),
        new("/glossary", "/glossary", Roles.RiskOfficer, 20),
        new("/pages", "/pages", Roles.RiskOfficer, 20),
        new("/docs", "/docs", Roles.RiskOfficer, 20),
        new("/docs/{*Path}", "/docs/monitoring", Roles.RiskOfficer, 20),
        new("/admin/sign-on", "/admin/sign-on", Roles.Administrator, 21),
        new("/admin/health", "/admin/health", Roles.Administrator, 33),
        new("/admin/access-review", "/admin/access-review", Roles.Administrator, 22),
        new("/confirm-access", "/confirm-access", Roles.Administrator, 21),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/users"] = new(Administer, Keys: false),
            ["POST /api/v1/access-reviews"] = new(Administer, Keys: false),
            ["POST /api/v1/access-reviews/{id}/lines/{number:int}"] = new(Administer, Keys: false),
            ["POST /api/v1/access-reviews/{id}/close"] = new(Administer, Keys: false),
            ["POST /api/v1/users/{id}/codes/reset"] = new(Administer, Keys: false),
            ["DELETE /api/v1/users/{id}/sessions"] = new(Administer),
            ["DELETE /api/v1/users/{id}/sessions/{session}"] = new(Administer),
            ["PUT /api/v1/users/{id}/roles"] = new(Administer, Keys: false),
            ["PUT /api/v1/users/{id}/provider"] = new(Administer, Keys: false),
            ["DELETE /api/v1/users/{id}/provider"] = new(Administer, Keys: false),
            ["PUT /api/v1/users/{id}/break-glass"] = new(Administer, Keys: false),
            ["POST /api/v1/users/{id}/password-link"] = new(Administer, Keys: false),
            ["POST /api/v1/users/{id}/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/roles/{role}/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/password-link/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/provider/confirm"] = new(ConfirmAccess, Keys: false),
            ["POST /api/v1/users/{id}/disable"] = new(Administer),
            ["POST /api/v1/users/{id}/enable"] = new(Administer),
            ["POST /api/v1/users/{id}/unlock"] = new(Administer),
            ["POST /api/v1/keys"] = new(Administer),
            ["DELETE /api/v1/keys/{id}"] = new(Administer),
            ["POST /api/v1/background-work/{id}/start"] = new(Administer),
        };
}
