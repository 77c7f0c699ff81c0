using Governance.Data;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>What a key may do is kept between its calls, and not for one call longer than it holds.</summary>
public sealed class KeptRightsTests
{
    private const string Agent = "invoice-agent";

    private static readonly CallRequest s_call = CallRequest.Of("run-1", "find", null, [], (null, null), "{}").Value;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task Key_WhoseOwnerIsDisabled_OrWhoseRowsAreChanged_IsRefusedTheNextCall(DatabaseKind kind)
    {
        await using var registry = await AgentCallsTests.InProductionAsync(kind, replace: StatementCounter.Listen);
        await registry.Portal.CreateKeyAsync(registry.EngineerId, Scopes.AgentsDecide);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var key = await db.ApiKeys.OrderByDescending(k => k.Id).Select(k => k.Id).FirstAsync(Ct);
        var decide = registry.Portal.Get<DecideCalls>();

        var first = await StatementCounter.OfAsync(AllowedAsync);
        var next = await StatementCounter.OfAsync(AllowedAsync);
        if (kind is DatabaseKind.Sqlite)
        {
            // May only become fewer.
            Assert.True(next.Count <= 26 && next.Count < first.Count, string.Join("\n", next));
        }

        // By the log: the account behind the key is disabled, and enabled again.
        var state = registry.Portal.Get<ChangeUserState>();
        Assert.True((await state.DisableAsync(Actor.Host, registry.EngineerId, Ct)).IsDone);
        Assert.Equal(IdentityRefusals.KeyNotValid.Code, (await RefusedAsync()).Code);
        Assert.True((await state.EnableAsync(Actor.Host, registry.EngineerId, Ct)).IsDone);
        await AllowedAsync();
        await AllowedAsync();

        // Beside the portal: a key that would live longer is not what the log states.
        await db.Database.ExecuteSqlAsync($"UPDATE \"ApiKeys\" SET \"ExpiresAt\" = \"ExpiresAt\" + 1 WHERE \"Id\" = {key.Number}", Ct);
        Assert.Equal("record.altered", (await RefusedAsync()).Code);
        await db.Database.ExecuteSqlAsync($"UPDATE \"ApiKeys\" SET \"ExpiresAt\" = \"ExpiresAt\" - 1 WHERE \"Id\" = {key.Number}", Ct);
        await AllowedAsync();
        await AllowedAsync();

        // And so is an owner whose account was changed.
        await db.Database.ExecuteSqlAsync($"UPDATE \"AspNetUsers\" SET \"Email\" = 'x' WHERE \"Id\" = {registry.EngineerId.Number}", Ct);
        Assert.Equal("record.altered", (await RefusedAsync()).Code);

        async Task AllowedAsync() =>
            Assert.Equal(CallVerdict.Allow, (await decide.RunAsync(Actor.OfKey(key), Agent, null, s_call, Ct)).Value.Decision);

        async Task<Refusal> RefusedAsync() => (await decide.RunAsync(Actor.OfKey(key), Agent, null, s_call, Ct)).Refusal!;
    }

    [Fact]
    public async Task Key_ThatIsRevoked_IsRefusedTheNextCall()
    {
        await using var registry = await AgentCallsTests.InProductionAsync(DatabaseKind.Sqlite);
        await registry.Portal.CreateKeyAsync(registry.EngineerId, Scopes.AgentsDecide);
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        var key = await db.ApiKeys.OrderByDescending(k => k.Id).Select(k => k.Id).FirstAsync(Ct);
        var decide = registry.Portal.Get<DecideCalls>();
        for (var i = 0; i < 2; i++)
        {
            Assert.True((await decide.RunAsync(Actor.OfKey(key), Agent, null, s_call, Ct)).IsDone);
        }

        Assert.True((await registry.Portal.Get<RevokeKey>().RunAsync(Actor.Host, key, Ct)).IsDone);

        var refused = await decide.RunAsync(Actor.OfKey(key), Agent, null, s_call, Ct);
        Assert.Equal(IdentityRefusals.KeyNotValid.Code, refused.Refusal!.Code);
    }
}
