using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Notifications;

internal sealed class NotificationsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/account/notifications", "/account/notifications", "legal", 28),
        new("/notifications", "/notifications?state=all", "legal", 14),
        new("/admin/channels", "/admin/channels", Roles.Administrator, 24),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/channels"] = new(Administer),
            ["PATCH /api/v1/channels/{id}"] = new(Administer),
            ["DELETE /api/v1/channels/{id}"] = new(Administer),
            ["POST /api/v1/channels/{id}/test"] = new(Administer),
            ["GET /api/v1/notifications"] = Rule.Anyone, // one's own; a key has none
            ["GET /api/v1/notifications/count"] = Rule.Anyone,
            ["GET /api/v1/notifications/preferences"] = Rule.Anyone,
            ["PUT /api/v1/notifications/preferences"] = Rule.Anyone,
            ["PUT /api/v1/notifications/preferences/language"] = Rule.Anyone,
            ["POST /api/v1/notifications/read"] = Rule.Anyone,
            ["POST /api/v1/notifications/{id:long}/read"] = Rule.Anyone,
            ["POST /api/v1/notifications/{id:long}/unread"] = Rule.Anyone,
        };
}
