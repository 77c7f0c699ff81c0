using Governance.Data;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Approvals.AgentCalls;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.AgentCalls;

/// <summary>What a key may do is kept between its calls, and not for one call longer than it holds.</summary>
public sealed class KeptRightsTests
{
    private const string Agent = "invoice-agent";

    private static readonly CallRequest s_call = CallRequest.Of("run-1", "find", null, [], (null, null), "{}").Value;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

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
