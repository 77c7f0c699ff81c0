using Governance.Domain.Identity;
using Governance.Portal.Tests.Doors;
using Governance.Portal.Tests.Queries;

namespace Governance.Portal.Tests.Account;

internal sealed class AccountInThePortal : IFeatureInThePortal
{
    public IEnumerable<PageBudget> Pages { get; } =
    [
        new("/signin", "/signin", PageBudget.Anonymous, 1),
        new("/signin/problem", "/signin/problem?code=provider.no-role", PageBudget.Anonymous, 0),
        new("/signin/verify", "/signin/verify", PageBudget.Anonymous, 0),
        new("/signin/confirmed", "/signin/confirmed", Roles.RiskOfficer, 11),
        new("/set-password", "/set-password?token=none", PageBudget.Anonymous, 0),
        new("/setup", "/setup", PageBudget.Anonymous, 0),
        new("/account", "/account", "legal", 30),
        new("/account/security", "/account/security", "legal", 33),
    ];

    public IReadOnlyDictionary<string, Rule> Writes { get; } =
        new Dictionary<string, Rule>(StringComparer.Ordinal)
        {
            ["GET /api/v1/session"] = Rule.Person,
            ["DELETE /api/v1/session"] = Rule.Person,
            ["PUT /api/v1/session/role"] = Rule.Person,
            ["POST /api/v1/session/reauthenticate"] = Rule.Person,
            ["POST /api/v1/session/reauthenticate/options"] = Rule.Person,
            ["POST /api/v1/session/reauthenticate/provider"] = Rule.Person,
            ["GET /api/v1/account/provider"] = Rule.Anyone, // a key has none
            ["POST /api/v1/account/provider"] = Rule.Proof,
            ["DELETE /api/v1/account/provider"] = Rule.Proof,
            ["POST /account/role"] = Rule.Person,
            ["GET /account/renew"] = Rule.Anyone, // leads to a page; renews with a ticket of the session alone
            ["POST /api/v1/session/password"] = Rule.Person,
            ["GET /api/v1/account/passkeys"] = Rule.Anyone, // a key has none: an empty list
            ["POST /api/v1/account/passkeys/options"] = Rule.Proof,
            ["POST /api/v1/account/passkeys"] = Rule.Person,
            ["PUT /api/v1/account/passkeys/{id}"] = Rule.Person,
            ["DELETE /api/v1/account/passkeys/{id}"] = Rule.Proof,
            ["GET /api/v1/account/codes"] = Rule.Anyone, // a key has none
            ["POST /api/v1/account/codes"] = Rule.Proof,
            ["POST /api/v1/account/codes/confirm"] = Rule.Person,
            ["DELETE /api/v1/account/codes"] = Rule.Proof,
            ["POST /api/v1/account/codes/recovery"] = Rule.Proof,
            ["GET /api/v1/account/sessions"] = Rule.Anyone, // a key has none
            ["DELETE /api/v1/account/sessions"] = Rule.Person,
            ["DELETE /api/v1/account/sessions/{session}"] = Rule.Person,
        };
}
