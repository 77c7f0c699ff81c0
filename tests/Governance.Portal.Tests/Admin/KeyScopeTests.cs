using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Admin;

/// <summary>
/// A key that could do nothing is refused where it is made. Every door that makes keys (the page, the API, the host's command) calls the
/// same action, so every scope with every role is tried there.
/// </summary>
public sealed class KeyScopeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryScope_ForAnOwnerOfEveryRole_IsGivenOnlyWhereThatRoleCanUseIt()
    {
        await using var portal = new PortalFactory();
        var create = portal.Get<CreateKey>();
        var wrong = new List<string>();
        foreach (var role in Roles.All)
        {
            var email = $"{role.ToLowerInvariant()}@bank.example";
            await portal.CreateUserAsync(email, role);
            foreach (var scope in Scopes.All)
            {
                // What any act with the scope takes, asked of the permissions themselves.
                var usable = Permission.List.Any(p =>
                    p.Scope == scope && (p.GrantedTo.Count == 0 || p.GrantedTo.Contains(role, StringComparer.Ordinal))
                );
                // A key that asks for agents names them.
                IReadOnlyList<string?>? agents = scope == Scopes.AgentsDecide ? ["invoice-agent"] : null;
                var made = await create.RunAsync(Actor.Host, new("ci", [scope], 30, email) { Agents = agents }, Ct);
                if (made.IsDone != usable || (!usable && made.Refusal?.Code != "key.scope-not-for-owner"))
                {
                    wrong.Add($"{scope} for {role}: {made.Refusal?.Code ?? "made"}");
                }
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task Refusal_NamesTheScopeTheOwnerAndTheRolesThatCanUseIt()
    {
        await using var portal = new PortalFactory();
        await portal.CreateUserAsync("auditor@bank.example", Roles.Auditor);

        var refused = await portal.Get<CreateKey>().RunAsync(Actor.Host, new("ci", [Scopes.EvidenceWrite], 30, "auditor@bank.example"), Ct);

        var said = Assert.Single(refused.Refusal!.Errors["scopes"]);
        Assert.Contains("auditor@bank.example (Auditor) could not use a key with evidence:write", said, StringComparison.Ordinal);
        Assert.Contains(Roles.Title(Roles.Engineer), said, StringComparison.Ordinal);
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        Assert.False(await db.ApiKeys.AnyAsync(Ct));
    }
}
