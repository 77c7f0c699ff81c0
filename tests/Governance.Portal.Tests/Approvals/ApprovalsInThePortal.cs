using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;
using static Governance.Domain.Identity.Permission;

namespace Governance.Portal.Tests.Approvals;

internal sealed class ApprovalsInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/approvals", "/approvals?view=mine", "legal", 45),
        new("/approvals", "/approvals?view=all", "legal", 45),
        new("/approvals/{Id}", "/approvals/APR-0001", "legal", 59),
        new("/approvals/{Id}/signed-content", "/approvals/APR-0001/signed-content", "legal", 28),
        new("/approvals/batch", "/approvals/batch?ids=APR-0001", "legal", 64),
        new(null, "/api/v1/promotions?limit=500", "engineer", 21),
        new(null, "/api/v1/promotions?limit=500&state=open", "legal", 21),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["POST /api/v1/models/{model}/versions/{version}/promotions"] = new(RequestPromotion),
            ["POST /api/v1/promotions/{id}/signoffs"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/signoffs/prepare"] = new(SignOff),
            ["POST /api/v1/promotions/{id}/signoffs/{signOff}/revoke"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/withdraw"] = new(RequestPromotion),
            ["POST /api/v1/promotions/{id}/override"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/override/confirm"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/override/end"] = Rule.Proof,
            ["POST /api/v1/promotions/{id}/override/review"] = Rule.Proof,
            ["POST /api/v1/delegations"] = Rule.Proof,
            ["POST /api/v1/delegations/{id}/revoke"] = Rule.Proof,
            ["POST /api/v1/delegations/{id}/accept"] = Rule.Proof,
            ["POST /api/v1/delegations/{id}/decline"] = Rule.Proof,
            ["POST /api/v1/waivers"] = new(RequestWaiver),
            ["POST /api/v1/waivers/{id}/grant"] = Rule.Proof,
            ["POST /api/v1/waivers/{id}/refuse"] = Rule.Proof,
            ["POST /api/v1/waivers/{id}/withdraw"] = new(RequestWaiver),
        };
}
