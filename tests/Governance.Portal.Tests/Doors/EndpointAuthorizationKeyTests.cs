using Governance.Domain.Identity;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Doors;

/// <summary>
/// Every page and every endpoint, for keys of every scope: the answer is what the code declares. In every run the scopes share
/// the doors: every door is tried by one key. In full each tries all.
/// </summary>
/// <param name="doors">The portal that all of them knock at.</param>
public sealed class EndpointAuthorizationKeyTests(DoorPortal doors) : IClassFixture<DoorPortal>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(AllScopes))]
    public async Task Key_AtEveryDoor_IsAnsweredAsDeclared(string scope)
    {
        var scopes = Scopes.Expand([scope]);
        var client = await doors.Portal.CreateKeyClientAsync(null, scope);

        var some = Soak.Sample(await Door.AllAsync(doors.Portal, Ct), every: Scopes.All.Count, from: Scopes.All.ToList().IndexOf(scope));
        await EndpointAuthorizationTests.TryDoorsAsync(some, doors.Portal, client, await NewestAsync(), rule => rule.AllowsKey(scopes));
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [MemberData(nameof(OwnerRoles))]
    public async Task KeyOfEveryScope_AtEveryDoor_DoesNoMoreThanItsOwner(string role)
    {
        var owner = await doors.Portal.CreateUserAsync($"doors.{role.ToLowerInvariant()}@bank.example", role);
        var scopes = Scopes.Expand(Scopes.All);
        var client = await doors.Portal.CreateKeyClientAsync(owner, [.. Scopes.All]);

        var eighth = Soak.Sample(await Door.AllAsync(doors.Portal, Ct), every: 8);
        await EndpointAuthorizationTests.TryDoorsAsync(
            eighth,
            doors.Portal,
            client,
            await NewestAsync(),
            rule => rule.AllowsKey(scopes, role)
        );
    }

    // In full also one who reads everything and writes nothing, and one who writes elsewhere.
    public static TheoryData<string> OwnerRoles =>
        [.. Soak.Size<string[]>([Roles.Engineer], [Roles.Engineer, Roles.Auditor, Roles.ComplianceOfficer])];

    public static TheoryData<string> AllScopes => [.. Scopes.All];

    // What the log calls the key that was made last.
    private async Task<string> NewestAsync()
    {
        await using var db = await doors.Portal.Databases.CreateDbContextAsync(Ct);
        return $"key:{await db.ApiKeys.OrderByDescending(k => k.Id).Select(k => k.Id).FirstAsync(Ct)}";
    }
}
